import type { Reading } from "../reading/reading";
import type { Verdict } from "../verdict";

/** Properties that hold a whole definition as text: one that is not known yet may name any capacity. */
export const DEFINITIONS: Record<string, string[]> = {
    "aws:sfn/stateMachine:StateMachine": ["definition"],
    "aws:cloudformation/stack:Stack": ["templateBody"],
    "aws:cloudformation/stackSet:StackSet": ["templateBody"],
    "aws:cloudcontrol/resource:Resource": ["desiredState"],
    "aws:ssm/document:Document": ["content"],
    "command:local:Command": ["create", "update"],
    "command:remote:Command": ["create", "update"],
};

const equals =
    (path: string[], forbidden: readonly string[], write: string) =>
    (props: Reading, verdict: Verdict): void => {
        const place = props.at(...path);
        const value = place.text();
        if (value && forbidden.includes(value)) verdict.report(`${place.path} is "${value}"; write ${write}`);
    };

const above0 =
    (...paths: string[][]) =>
    (props: Reading, verdict: Verdict): void => {
        for (const path of paths) {
            verdict.check(() => {
                const place = props.at(...path);
                if ((place.number() ?? 0) > 0) verdict.report(`${place.path} is above 0; write 0`);
            });
        }
    };

const bid =
    (...paths: string[][]) =>
    (props: Reading, verdict: Verdict): void => {
        for (const path of paths) {
            verdict.check(() => {
                const place = props.at(...path);
                if (place.text()) verdict.report(`${place.path} is a price for Spot instances; remove it`);
            });
        }
    };

/** Spot outside ECS: judged when the rule's scope is "all". */
export const OTHER_SERVICES: Record<string, (props: Reading, verdict: Verdict) => void> = {
    "aws:batch/computeEnvironment:ComputeEnvironment": equals(
        ["computeResources", "type"],
        ["SPOT", "FARGATE_SPOT"],
        '"EC2"',
    ),
    "aws:eks/nodeGroup:NodeGroup": equals(["capacityType"], ["SPOT"], '"ON_DEMAND"'),
    "aws:gamelift/fleet:Fleet": equals(["fleetType"], ["SPOT"], '"ON_DEMAND"'),
    "aws:emr/cluster:Cluster"(props, verdict) {
        above0(["coreInstanceFleet", "targetSpotCapacity"], ["masterInstanceFleet", "targetSpotCapacity"])(
            props,
            verdict,
        );
        bid(["coreInstanceGroup", "bidPrice"], ["masterInstanceGroup", "bidPrice"])(props, verdict);
    },
    "aws:emr/instanceFleet:InstanceFleet": above0(["targetSpotCapacity"]),
    "aws:emr/instanceGroup:InstanceGroup": bid(["bidPrice"]),
    "aws:sagemaker/trainingJob:TrainingJob": (props, verdict) => {
        if (props.at("enableManagedSpotTraining").flag()) {
            verdict.report("enableManagedSpotTraining is true; write false");
        }
    },
};
