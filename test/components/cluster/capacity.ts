import { Ec2Capacity, type Ec2CapacityArgs } from "../../../components";
import type { Engine, EngineOptions } from "../../support/engine";
import { plan } from "../../support/plan";

/** What a capacity alone must be told; a cluster gives it otherwise. */
export const required = {
    clusterName: "shop",
    subnetIds: ["subnet-a", "subnet-b"],
    publicAddresses: true,
    securityGroupId: "sg-1",
    instanceProfileArn: "arn:aws:iam::123456789012:instance-profile/ecs",
};

/** A capacity alone, with its user data as text. */
export async function capacity(
    args: Partial<Ec2CapacityArgs & typeof required> = {},
    options?: EngineOptions,
): Promise<Engine> {
    const engine = await plan(() => new Ec2Capacity("main", { ...required, ...args }), options);
    for (const { inputs } of engine.all("aws:ec2/launchTemplate:LaunchTemplate")) {
        inputs.userData = Buffer.from(inputs.userData, "base64").toString();
    }
    return engine;
}
