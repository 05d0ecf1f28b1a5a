import * as pulumi from "@pulumi/pulumi";

// What any program costs before its first resource.
export const project = pulumi.getProject();
