import { called, groupOf, templateOf } from "../graph/ecs";
import { SUBNET, wayOut } from "../graph/network";
import type { Node, Stack } from "../graph/stack";
import { matchesAny } from "../options";
import { statementsOf } from "../reading/iam";
import type { Reading } from "../reading/reading";
import { stackRule } from "../stack-rule";
import { CAPACITY_PROVIDER, CLUSTER, ROLE } from "../types";
import type { Verdict } from "../verdict";

const PROFILE = "aws:iam/instanceProfile:InstanceProfile";
const POLICY = "aws:iam/policy:Policy";
const FOR_EC2 = /:policy\/service-role\/AmazonEC2ContainerServiceforEC2Role$/;
const REGISTER = "ecs:RegisterContainerInstance";

/** An instance in a public subnet reaches ECS only with a public address. */
function judgeAddress(stack: Stack, group: Node, template: Node, verdict: Verdict): void {
    const given = template.props.at("networkInterfaces", 0, "associatePublicIpAddress");
    if (given.isUnknown || given.flag() === true) return;
    const subnets = stack.refer(group, group.props.at("vpcZoneIdentifiers"), SUBNET);
    const stuck = subnets.filter(
        (subnet) =>
            wayOut(stack, subnet) === "internet gateway" &&
            (given.flag() === false || !subnet.props.at("mapPublicIpOnLaunch").flag()),
    );
    if (stuck.length === 0) return;
    const where = stuck.map(called).sort().join(", ");
    const write = 'write networkInterfaces: [{ associatePublicIpAddress: "true" }]';
    verdict.report(`its instances get no public address in ${where} and cannot reach ECS; ${write}`, template.urn);
}

const allowsRegistering = (document: Reading): boolean =>
    statementsOf(document).some(
        ({ allows, actions }) =>
            allows && actions.some((action) => matchesAny([`^${action.replace(/\*/g, ".*")}$`], REGISTER)),
    );

/** Whether an attached policy lets the agent register; true too for one that is not in the stack and not AWS's. */
function attachedAllows(stack: Stack, node: Node, place: Reading): boolean {
    const [own] = stack.refer(node, place, POLICY);
    if (own) return allowsRegistering(own.props.at("policy"));
    const arn = place.text() ?? "";
    return FOR_EC2.test(arn) || !arn.startsWith("arn:aws:iam::aws:");
}

function mayRegister(stack: Stack, role: Node): boolean {
    const inline = role.props.at("inlinePolicies").items();
    if (
        role.props
            .at("managedPolicyArns")
            .items()
            .some((arn) => attachedAllows(stack, role, arn))
    )
        return true;
    if (inline.some((policy) => allowsRegistering(policy.at("policy")))) return true;
    const attachments = stack.referring("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role", role);
    if (attachments.some((one) => attachedAllows(stack, one, one.props.at("policyArn")))) return true;
    const policies = stack.referring("aws:iam/rolePolicy:RolePolicy", "role", role);
    return policies.some((one) => allowsRegistering(one.props.at("policy")));
}

function judgeRights(stack: Stack, template: Node, verdict: Verdict): void {
    const profile = template.props.at("iamInstanceProfile");
    if (!profile.isPresent) {
        verdict.report("the ECS agent has no rights; write iamInstanceProfile", template.urn);
        return;
    }
    const place = profile.at("arn").isPresent ? profile.at("arn") : profile.at("name");
    for (const node of stack.refer(template, place, PROFILE)) {
        for (const role of stack.refer(node, node.props.at("role"), ROLE)) {
            if (mayRegister(stack, role)) continue;
            const write = "attach arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role";
            verdict.report(`instances with it may not join a cluster (${REGISTER}); ${write}`, role.urn);
        }
    }
}

/** The agent joins the cluster that its user data names, and the one called "default" otherwise. */
function judgeUserData(template: Node, verdict: Verdict): void {
    const userData = template.props.at("userData");
    // Text that waits for a cluster's name names that cluster.
    if (userData.isUnknown && template.edges.get("userData")?.some(({ type }) => type === CLUSTER)) return;
    const text = Buffer.from(userData.text() ?? "", "base64").toString("utf8");
    const isBinary = text.includes("\uFFFD") || text.startsWith("\u001F");
    if (isBinary || /ECS_CLUSTER\s*=|^\s*cluster\s*=|Initialize-ECSAgent/m.test(text)) return;
    const write = "append ECS_CLUSTER=<name> to /etc/ecs/ecs.config";
    verdict.report(
        `userData names no cluster, so that instances join the one called "default"; ${write}`,
        template.urn,
    );
}

export const instancesCanJoinCluster = stackRule({
    name: "instances-can-join-cluster",
    description: "An instance must find its cluster, reach ECS and be allowed to register.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
        "Give the launch template a public address (or a private subnet with a way out), an instance profile with " +
        "AmazonEC2ContainerServiceforEC2Role, and user data with ECS_CLUSTER.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html",
    options: {},
    types: [CAPACITY_PROVIDER],
    judge(stack, verdict) {
        for (const provider of stack.of(CAPACITY_PROVIDER)) {
            verdict.check(() => {
                const group = groupOf(stack, provider);
                const template = group && templateOf(stack, group);
                if (!group || !template) return;
                verdict.check(() => judgeAddress(stack, group, template, verdict), template.urn);
                verdict.check(() => judgeRights(stack, template, verdict), template.urn);
                verdict.check(() => judgeUserData(template, verdict), template.urn);
            }, provider.urn);
        }
    },
});
