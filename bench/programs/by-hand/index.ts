import * as pulumi from "@pulumi/pulumi";
import { balancer } from "./balancer";
import { service } from "./service";

// The resources of the program with components, with the same inputs, as a person writes them who knows the region and
// repeats little.
for (let index = 1; index <= Number(process.env.BENCH_SERVICES); index++) {
    service(`service-${index}`, index);
}

export const url = pulumi.interpolate`http://${balancer.dnsName}`;
