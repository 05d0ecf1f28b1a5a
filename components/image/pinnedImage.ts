import * as docker from "@pulumi/docker/getRegistryImage";
import * as pulumi from "@pulumi/pulumi";

/**
 * A third-party image by tag, such as `postgres:16.4-alpine`, resolved to its digest in the registry at each preview, so
 * that every task of a deployment runs the same bytes and the preview shows when the tag has moved. An image that is
 * given by digest already is returned as it is.
 */
export function pinnedImage(image: string, opts?: pulumi.InvokeOptions): pulumi.Output<string> {
    if (image.includes("@sha256:")) {
        return pulumi.output(image);
    }
    return docker.getRegistryImageOutput({ name: image }, opts).sha256Digest.apply((digest) => `${image}@${digest}`);
}
