import { list, matchesAny } from "../options";
import { conditionKeys, type Statement, statementsOf } from "../reading/iam";
import type { Reading } from "../reading/reading";
import { fsbp, resourceRule } from "../rule";
import { ROLE } from "../types";
import type { Verdict } from "../verdict";

const TASKS = "ecs-tasks.amazonaws.com";
const ADMINISTRATORS = /:policy\/(AdministratorAccess|IAMFullAccess)$/;

// Actions that reach data or run programs, and that take a resource: on "*" they reach those of every other program.
const RESTRICTABLE = new RegExp(
    [
        "secretsmanager:(Get|Put|Update|Delete)\\w*",
        "ssm:(GetParameter|PutParameter|DeleteParameter|SendCommand|StartSession)\\w*",
        "kms:(Decrypt|Encrypt|ReEncrypt|GenerateDataKey)\\w*",
        "s3:(Get|Put|Delete)Object\\w*",
        "dynamodb:(Get|Put|Update|Delete|Query|Scan|Batch)\\w*",
        "sqs:(Send|Receive|Delete|Purge)\\w*",
        "sns:Publish",
        "lambda:Invoke\\w*",
        "ecs:(RunTask|StartTask|StopTask|UpdateService|DeleteService|ExecuteCommand)",
        "ecr:(BatchGetImage|GetDownloadUrlForLayer|PutImage|BatchDeleteImage)",
        "logs:(PutLogEvents|DeleteLogGroup|GetLogEvents)",
        "sts:AssumeRole",
        "iam:(Attach|Create|Put|Update|Delete)\\w*",
    ].join("|"),
);

function judgeStatement(where: string, statement: Statement, verdict: Verdict, allowActions: readonly string[]): void {
    if (!statement.allows) return;
    const actions = statement.actions.filter((action) => !matchesAny(allowActions, action));
    const broad = actions.filter((action) => action === "*" || /^[\w-]+:\*$/.test(action));
    if (statement.negated) verdict.report(`${where} allows all but what NotAction names; name the actions in Action`);
    if (broad.length > 0) {
        verdict.report(`${where} allows ${broad.join(", ")}; name the actions that the program calls`);
        return;
    }
    // A condition narrows what the resource leaves open.
    if (!statement.resources.includes("*") || statement.conditions.length > 0) return;
    if (actions.includes("iam:PassRole")) {
        verdict.report(`${where} may hand any role to any service (iam:PassRole on "*"); name the roles in Resource`);
    }
    const wide = actions.filter(
        (action) => action !== "iam:PassRole" && new RegExp(`^(${RESTRICTABLE.source})$`).test(action),
    );
    if (wide.length > 0) verdict.report(`${where} allows ${wide.join(", ")} on "*"; name the ARNs in Resource`);
}

/** Without the account or the task in a condition, ECS could be made to act for a stranger (the confused deputy). */
function judgeTrust(trust: Reading, verdict: Verdict): void {
    for (const statement of statementsOf(trust)) {
        const tasks = statement.principals.some(([kind, who]) => kind === "Service" && who.includes(TASKS));
        if (!tasks || conditionKeys(statement).some((key) => /^aws:source(account|arn|orgid)$/.test(key))) continue;
        verdict.advise(`assumeRolePolicy trusts ${TASKS} for any account; add a Condition on aws:SourceAccount`);
    }
}

export const leastPrivilegeIam = resourceRule({
    name: "least-privilege-iam",
    description: "A role must allow what its program does, on the things that it does it to.",
    enforcementLevel: "advisory",
    severity: "high",
    framework: fsbp("IAM.1", 'IAM policies should not allow full "*" administrative privileges'),
    tags: ["AWS FSBP IAM.21", "NIST.800-53.r5 AC-6"],
    remediationSteps: "Name single actions in Action and the ARNs in Resource.",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    options: { allowActions: list("Regular expressions over actions that may be allowed on anything.") },
    types: [
        ROLE,
        "aws:iam/policy:Policy",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    ],
    judge({ type, props }, verdict, { allowActions }) {
        const documents = [props.at("policy")];
        const attached = [props.at("policyArn")];
        if (type === ROLE) {
            verdict.check(() => judgeTrust(props.at("assumeRolePolicy"), verdict));
            verdict.check(() => {
                documents.push(
                    ...props
                        .at("inlinePolicies")
                        .items()
                        .map((policy) => policy.at("policy")),
                );
            });
            verdict.check(() => {
                attached.push(...props.at("managedPolicyArns").items());
            });
        }
        for (const document of documents) {
            verdict.check(() => {
                for (const [index, statement] of statementsOf(document).entries()) {
                    judgeStatement(`${document.path} statement ${index + 1}`, statement, verdict, allowActions);
                }
            });
        }
        for (const arn of attached) {
            // The ARN of a policy that this program makes is not AWS's own administrator policy.
            if (arn.isUnknown) continue;
            const administrator = ADMINISTRATORS.exec(arn.text() ?? "")?.[1];
            if (administrator) verdict.report(`${arn.path} is ${administrator}; attach a policy with single actions`);
        }
    },
});
