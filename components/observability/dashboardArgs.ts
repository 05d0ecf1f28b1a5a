import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import type { NameRule } from "../ecs/limits";
import type { Problem } from "../errors";
import { nameProblems } from "../names";
import { duplicateProblems, type MonitoredServiceRef } from "./monitoredRefs";

/** What a dashboard shows. */
export interface DashboardArgs {
    /** The cluster. Its Container Insights must be on for the numbers of tasks. */
    cluster: ClusterRef;
    /** Services of the cluster, in the order of the page. Default: none, only the cluster. */
    services?: MonitoredServiceRef[];
    /** Capacities of the cluster. Default: main. */
    capacities?: string[];
}

/** Name of a dashboard: CloudWatch API_PutDashboard. */
const DASHBOARD_NAME: NameRule = {
    max: 255,
    pattern: /^[A-Za-z0-9_-]+$/,
    words: "up to 255 letters, digits, hyphens and underscores",
};

/** Name in AWS, which people see: one for each stack. */
export const dashboardNameOf = (name: string): string => `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;

/** What is wrong with a dashboard. */
export function* dashboardProblems(name: string, args: DashboardArgs): Generator<Problem> {
    yield* nameProblems("name", dashboardNameOf(name), DASHBOARD_NAME);
    yield* duplicateProblems(
        "services",
        (args.services ?? []).map((service) => service.name),
    );
    yield* duplicateProblems("capacities", args.capacities ?? []);
}
