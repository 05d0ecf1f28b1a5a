import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { type Account, accountOf } from "../account";
import { refuse } from "../errors";
import { logsCommand } from "../service/commands";
import { dashboardUrl, rollbackCommand, serviceUrl } from "./consoleLinks";
import { type DashboardArgs, dashboardNameOf, dashboardProblems } from "./dashboardArgs";
import { capacityProviderOf, type MonitoredServiceRef } from "./monitoredRefs";
import { clusterWidgets, serviceWidgets } from "./widgets";

/**
 * A CloudWatch dashboard of a cluster and its services: how full it is, what runs, what comes in, what is logged, and the
 * commands to look closer and to roll back.
 *
 * Children: `<name>` (dashboard, called `<project>-<stack>-<name>` in AWS).
 */
export class Dashboard extends pulumi.ComponentResource {
    /** Name in AWS. */
    readonly dashboardName: pulumi.Output<string>;
    /** Page in the console. */
    readonly consoleUrl: pulumi.Output<string>;

    constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a cluster is once all its parts are.
        super("ecs-ec2:index:Dashboard", name, {}, opts);
        refuse(this, dashboardProblems(name, args));

        const account = accountOf(this);
        const { clusterName } = args.cluster;
        const capacities = (args.capacities ?? ["main"]).map((capacity) => ({
            capacity,
            name: capacityProviderOf(args.cluster, capacity),
        }));
        const widgets = [
            ...clusterWidgets(account.region, clusterName, capacities),
            ...(args.services ?? []).flatMap((service) =>
                serviceWidgets(account.region, clusterName, service, serviceText(args, service, account)),
            ),
        ];
        const dashboard = new cloudwatch.Dashboard(
            name,
            { dashboardName: dashboardNameOf(name), dashboardBody: pulumi.jsonStringify({ widgets }) },
            { parent: this },
        );

        this.dashboardName = dashboard.dashboardName;
        this.consoleUrl = dashboardUrl(account, dashboard.dashboardName);
        this.registerOutputs({ dashboardName: this.dashboardName, consoleUrl: this.consoleUrl });
    }
}

/** A service's heading: its page in the console, and the commands for its log and for a rollback. */
function serviceText(args: DashboardArgs, service: MonitoredServiceRef, account: Account): pulumi.Output<string> {
    const { clusterName } = args.cluster;
    const { name, serviceName, logGroupName } = service;
    const rollback = rollbackCommand({ clusterName, serviceName }, account.region);
    const logs =
        logGroupName === undefined ? "" : pulumi.interpolate`\n- Log: \`${logsCommand(logGroupName, account.region)}\``;
    return pulumi.interpolate`## [${name}](${serviceUrl(account, clusterName, serviceName)})${logs}\n- Back to the revision before: \`${rollback}\``;
}
