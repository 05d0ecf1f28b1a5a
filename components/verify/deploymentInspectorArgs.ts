import type * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";

/** Which cluster's services are looked into. */
export interface DeploymentInspectorArgs {
    /** The cluster. */
    cluster: ClusterRef;
    /** Tags of everything here. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}
