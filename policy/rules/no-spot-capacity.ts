import { choice, flag } from "../options";
import { isBelowMarked, mark } from "../reading/ancestors";
import { capacityProvidersOf } from "../reading/capacity";
import type { Reading } from "../reading/reading";
import type { Resource } from "../resource";
import { resourceRule } from "../rule";
import * as types from "../types";
import type { Verdict } from "../verdict";
import { DEFINITIONS, OTHER_SERVICES } from "./spot-places";

const FARGATE_SPOT = "FARGATE_SPOT";
const ON_DEMAND = "use an EC2 capacity provider on On-Demand instances";

type Judge = (props: Reading, verdict: Verdict) => void;

const marketOptions: Judge = (props, verdict) => {
    const options = props.at("instanceMarketOptions");
    verdict.check(() => {
        // A block without a market type is read too: spotOptions alone already asks for Spot.
        const isSpot = options.at("marketType").text() === "spot" || options.at("spotOptions").isPresent;
        if (isSpot) verdict.report("instanceMarketOptions asks for Spot instances; remove instanceMarketOptions");
    });
};

const always: Judge = (_, verdict) =>
    verdict.report("this resource exists only to buy Spot instances; use an Auto Scaling group with a launch template");

const JUDGES: Record<string, Judge> = {
    [types.CAPACITY_PROVIDER](props, verdict) {
        const template = props.at("managedInstancesProvider", "instanceLaunchTemplate");
        if (template.at("capacityOptionType").text() === "SPOT") {
            verdict.report(`${template.path}.capacityOptionType is "SPOT"; write "ON_DEMAND"`);
        }
    },
    [types.LAUNCH_TEMPLATE]: marketOptions,
    [types.INSTANCE]: marketOptions,
    [types.LAUNCH_CONFIGURATION](props, verdict) {
        if (props.at("spotPrice").text()) verdict.report("spotPrice buys Spot instances; remove spotPrice");
    },
    [types.AUTO_SCALING_GROUP]: autoScalingGroup,
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": always,
    "aws:ec2/spotFleetRequest:SpotFleetRequest": always,
    "aws:ec2/fleet:Fleet"(props, verdict) {
        const capacity = props.at("targetCapacitySpecification");
        verdict.check(() => {
            if (capacity.at("defaultTargetCapacityType").text() === "spot") {
                verdict.report(`${capacity.path}.defaultTargetCapacityType is "spot"; write "on-demand"`);
            } else if ((capacity.at("spotTargetCapacity").number() ?? 0) > 0) {
                verdict.report(`${capacity.path}.spotTargetCapacity is above 0; write 0`);
            }
        });
    },
};

function autoScalingGroup(props: Reading, verdict: Verdict): void {
    const distribution = props.at("mixedInstancesPolicy", "instancesDistribution");
    verdict.check(() => {
        const onDemand = distribution.at("onDemandPercentageAboveBaseCapacity");
        if ((onDemand.number() ?? 100) < 100) {
            verdict.report(`${onDemand.path} is ${onDemand.number()}, the rest is Spot; write 100`);
        } else if (distribution.at("spotMaxPrice").text()) {
            verdict.report(`${distribution.path}.spotMaxPrice is a price for Spot instances; remove it`);
        }
    });
    verdict.check(() => {
        if (props.at("capacityRebalance").flag()) {
            verdict.advise("capacityRebalance is about Spot instances only; remove it");
        }
    });
}

function providers(resource: Resource, verdict: Verdict): void {
    for (const provider of capacityProvidersOf(resource)) {
        verdict.check(() => {
            // A name that a provider of this stack will get: service-uses-known-capacity follows the graph.
            if (provider.isUnknown || provider.text() !== FARGATE_SPOT) return;
            verdict.report(`${provider.path} is ${FARGATE_SPOT}; ${ON_DEMAND}`);
        });
    }
}

// Texts about capacity rather than of it: a guardrail that denies FARGATE_SPOT has to name it.
const ABOUT = /^(aws|aws-native):(iam|organizations|cfg|controltower)[:/]/;
const ABOUT_PROPERTIES = new Set(["tags", "tagsAll", "description", "__defaults"]);

/** Names that begin with FARGATE are reserved by ECS, so the word is never a user's own capacity provider. */
function literal(resource: Resource, verdict: Verdict): void {
    if (ABOUT.test(resource.type)) return;
    for (const [name, property] of resource.props.entries()) {
        if (ABOUT_PROPERTIES.has(name)) continue;
        for (const leaf of property.leaves()) {
            if (!leaf.contains(FARGATE_SPOT)) continue;
            // A component's children repeat what its arguments say: the person changes the component.
            mark(resource, !/^aws(-native)?:/.test(resource.type));
            verdict.report(`${leaf.path} names ${FARGATE_SPOT}; ${ON_DEMAND}`);
            return;
        }
    }
    const definition = DEFINITIONS[resource.type]?.map((name) => resource.props.at(name)).find((at) => at.isUnknown);
    if (definition) verdict.cannotTell(definition.path);
}

export const noSpotCapacity = resourceRule({
    name: "no-spot-capacity",
    description: "Capacity must not be Spot: it is taken away at two minutes' notice.",
    enforcementLevel: "mandatory",
    severity: "high",
    tags: ["NIST.800-53.r5 CP-2", "NIST.800-53.r5 SC-5"],
    remediationSteps:
        "Name the cluster's own EC2 capacity provider in capacityProviderStrategies, and leave out spotPrice, " +
        "instanceMarketOptions and an On-Demand percentage below 100.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
    options: {
        scope: choice(
            'Whose capacity: "ecs" is what ECS tasks can run on, "all" adds Batch, EKS, EMR, SageMaker and GameLift.',
            ["ecs", "all"],
            "ecs",
        ),
        literalScan: flag("Whether to look for FARGATE_SPOT in every text of every resource.", true),
    },
    types: "any",
    judge(resource, verdict, { scope, literalScan }) {
        const { type, props } = resource;
        mark(resource, false);
        if (isBelowMarked(resource)) return;
        verdict.check(() => providers(resource, verdict));
        JUDGES[type]?.(props, verdict);
        if (scope === "all") OTHER_SERVICES[type]?.(props, verdict);
        if (literalScan && !verdict.problems.some(({ advisory }) => !advisory)) literal(resource, verdict);
    },
});
