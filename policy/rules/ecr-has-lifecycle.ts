import { called } from "../graph/ecs";
import { stackRule } from "../stack-rule";
import { REPOSITORY } from "../types";

const LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy";

export const ecrHasLifecycle = stackRule({
    name: "ecr-has-lifecycle",
    description: "A repository must forget old images, and what is pushed to it must have a tag of its own.",
    enforcementLevel: "advisory",
    severity: "medium",
    tags: ["AWS FSBP ECR.3"],
    remediationSteps: "Add an aws.ecr.LifecyclePolicy for the repository.",
    url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
    options: {},
    types: [REPOSITORY],
    judge(stack, verdict) {
        for (const repository of stack.of(REPOSITORY)) {
            verdict.check(() => {
                if (stack.referring(LIFECYCLE, "repository", repository).length > 0) return;
                verdict.report("it keeps every image for ever; add an aws.ecr.LifecyclePolicy", repository.urn);
            }, repository.urn);
        }
        for (const image of stack.of("docker-build:index:Image")) {
            verdict.check(() => {
                const immutable = image.dependencies.find(
                    ({ type, props }) =>
                        type === REPOSITORY && (props.at("imageTagMutability").text() ?? "").startsWith("IMMUTABLE"),
                );
                if (!immutable || image.props.at("tags").isUnknown) return;
                const latest = image.props
                    .at("tags")
                    .items()
                    .some((tag) => !tag.isUnknown && /:latest$/.test(tag.text() ?? ""));
                if (!latest) return;
                verdict.advise(
                    `repository ${called(immutable)} takes the tag latest only once; push a tag of the content`,
                    image.urn,
                );
            }, image.urn);
        }
    },
});
