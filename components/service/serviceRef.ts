import type * as pulumi from "@pulumi/pulumi";

/** A name and port by which clients with Service Connect reach a service. */
export interface ServiceAlias {
    /** Host name. */
    dnsName: string;
    /** Port. */
    port: number;
}

/** A service that others connect to: an EcsService, or the same outputs by a stack reference. */
export interface ServiceRef {
    /** Name of the service in its program. Plain: rules that let others in are named after it. */
    name: string;
    /** Security group that its tasks answer through: their own in awsvpc mode, else that of the instances. */
    securityGroupId: pulumi.Input<string>;
    /** TCP ports that its containers listen on. Plain: each is a rule. */
    ports: number[];
    /** Whether Docker chooses the instance's ports instead, so that the whole dynamic range must be open. */
    dynamicPorts: boolean;
    /** TCP ports of the instance that it has beside those that Docker chooses. Plain: each is a rule. Default: none. */
    fixedPorts?: number[];
    /** UDP ports that it answers on; 0 stands for those that Docker chooses. Plain: each is a rule. Default: none. */
    udpPorts?: number[];
    /** Host name in the VPC. Default: none; it then cannot be given to others as a variable. */
    hostName?: pulumi.Input<string>;
    /** Names of Service Connect. Plain: clients start anew when one is added. Default: none. */
    aliases?: ServiceAlias[];
}
