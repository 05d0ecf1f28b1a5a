import { list, type Value } from "../values";
import { zonesOf } from "./regions";
import { simple } from "./simple";
import * as t from "./types";

const ZONE = "aws:route53/zone:Zone";
const withoutDot = (value: Value) => String(value).replace(/\.$/, "").toLowerCase();

export const zone = simple({
    token: ZONE,
    title: "Route53 Hosted Zone",
    api: {
        service: "Route 53",
        create: "CreateHostedZone",
        update: "UpdateHostedZoneComment",
        read: "GetHostedZone",
        delete: "DeleteHostedZone",
    },
    global: true,
    autoName: { property: "name" },
    defaults: { comment: "Managed by Pulumi", forceDestroy: false },
    replaceOn: ["name", "delegationSetId"],
    sets: ["vpcs"],
    equal: { name: (a, b) => withoutDot(a) === withoutDot(b) },
    seconds: { create: 40, update: 10, delete: 40 },
    outputs: (inputs, env) => {
        const id = `Z0${env.letters(18)}`;
        const servers = [1, 2, 3, 4].map((number) => `ns-${number}.awsdns-0${number}.org`);
        return {
            id,
            zoneId: id,
            arn: `arn:${env.partition}:route53:::hostedzone/${id}`,
            name: withoutDot(inputs.name),
            enableAcceleratedRecovery: inputs.enableAcceleratedRecovery ?? false,
            nameServers: servers,
            primaryNameServer: servers[0],
        };
    },
    create: (call, inputs) => {
        for (const { vpcId } of list(inputs.vpcs)) {
            call.need(
                t.VPC,
                vpcId,
                "InvalidVPCId",
                `The VPC: ${vpcId} in region ${call.region} that you provided is not authorized to make the association.`,
            );
            const names = call.list(t.PRIVATE_NAMESPACE, (each) => each.vpc === vpcId).map((each) => each.props.name);
            if (names.includes(withoutDot(inputs.name))) {
                call.fail(
                    "ConflictingDomainExists",
                    `The VPC ${vpcId} is already associated with a private hosted zone for the domain ${inputs.name}`,
                );
            }
        }
    },
    delete: (call) => {
        const records = call.findBy("aws:route53/record:Record", "zoneId", call.entity.id);
        if (records && !call.props.forceDestroy) {
            call.fail(
                "HostedZoneNotEmpty",
                "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
            );
        }
    },
});

function fullName(name: string, zoneName: string): string {
    const bare = withoutDot(name);
    return bare === zoneName || bare.endsWith(`.${zoneName}`) ? bare : bare ? `${bare}.${zoneName}` : zoneName;
}

export const record = simple({
    token: "aws:route53/record:Record",
    title: "Route53 Record",
    api: {
        service: "Route 53",
        create: "ChangeResourceRecordSets",
        update: "ChangeResourceRecordSets",
        read: "ListResourceRecordSets",
        delete: "ChangeResourceRecordSets",
    },
    global: true,
    replaceOn: ["name", "zoneId", "setIdentifier"],
    sets: ["records"],
    equal: { name: (a, b) => withoutDot(a) === withoutDot(b) || withoutDot(b).startsWith(`${withoutDot(a)}.`) },
    ignore: ["allowOverwrite"],
    seconds: { create: 40, update: 40, delete: 40 },
    validate: (inputs) =>
        (inputs.records === undefined) === (list(inputs.aliases).length === 0)
            ? [{ property: "records", reason: '"records": one of `alias,records` must be specified' }]
            : [],
    references: [
        {
            path: "zoneId",
            type: ZONE,
            code: "NoSuchHostedZone",
            message: (id) => `No hosted zone found with ID: ${id}`,
        },
    ],
    outputs: (inputs) => ({
        id: `${inputs.zoneId}_${inputs.name}_${inputs.type}${inputs.setIdentifier ? `_${inputs.setIdentifier}` : ""}`,
        fqdn: inputs.name,
        allowOverwrite: false,
    }),
    create: (call, inputs, outputs) => {
        const home = call.find(ZONE, inputs.zoneId);
        outputs.fqdn = fullName(inputs.name, home?.props.name ?? "");
        const rival = call
            .list(
                "aws:route53/record:Record",
                (each) => each.zoneId === inputs.zoneId && each.fqdn === outputs.fqdn && each.type === inputs.type,
            )
            .filter((each) => each.props.setIdentifier === inputs.setIdentifier);
        if (rival.length > 0 && !inputs.allowOverwrite) {
            call.fail(
                "InvalidChangeBatch",
                `[Tried to create resource record set [name='${outputs.fqdn}.', type='${inputs.type}'] but it already exists]`,
            );
        }
        for (const alias of list(inputs.aliases)) {
            if (
                /\.elb\.amazonaws\.com/.test(alias.name) &&
                call.list(t.LOAD_BALANCER, (each) => each.dnsName === alias.name).length === 0 &&
                zonesOf(call.region).length > 0
            ) {
                call.fail(
                    "InvalidChangeBatch",
                    `[Tried to create an alias that targets ${alias.name}., type ${inputs.type} in zone ${alias.zoneId}, but the alias target name does not lie within the target zone]`,
                );
            }
        }
    },
});
