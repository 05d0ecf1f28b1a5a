import { flag, list, matchesAny } from "../options";
import { containerRule } from "../rule";

/** Tag and digest of an image reference; a colon before the last slash is a registry's port. */
function parse(image: string): { registry: string; tag?: string; digest?: string } {
    const [name = "", digest] = image.split("@");
    const slash = name.lastIndexOf("/");
    const colon = name.indexOf(":", slash + 1);
    const first = name.split("/")[0] ?? "";
    const registry = name.includes("/") && /[.:]|^localhost$/.test(first) ? first : "docker.io";
    return { registry, tag: colon < 0 ? undefined : name.slice(colon + 1), digest };
}

export const pinnedImages = containerRule({
    name: "pinned-images",
    description: "An image must be named so that it is the same tomorrow.",
    enforcementLevel: "advisory",
    severity: "medium",
    tags: ["NIST.800-53.r5 SI-7", "NIST.800-53.r5 CM-14"],
    remediationSteps: "Write the image with its digest (repository@sha256:…), or at least with a tag that never moves.",
    url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
    options: {
        requireDigest: flag("Whether a tag is not enough.", false),
        allowedRegistries: list("Regular expressions over registry hosts; any registry when empty."),
    },
    judgeContainer({ label, definition }, verdict, { requireDigest, allowedRegistries }) {
        const image = definition.at("image").text();
        if (!image) return;
        const { registry, tag, digest } = parse(image);
        if (allowedRegistries.length > 0 && !matchesAny(allowedRegistries, registry)) {
            verdict.report(`${label} takes its image from ${registry}; use a registry that is allowed`);
        }
        if (digest?.startsWith("sha256:")) return;
        if (requireDigest) verdict.report(`${label} names its image without a digest; write repository@sha256:…`);
        else if (tag === undefined || tag === "latest") {
            verdict.report(`${label} takes whatever image is the latest; write a digest, or a tag that never moves`);
        }
    },
});
