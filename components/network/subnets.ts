import type { Problem } from "../errors";

/** An IPv4 block. */
interface Cidr {
    base: number;
    prefix: number;
}

/** Reads an IPv4 block such as 10.0.0.0/16; undefined when it is none or has bits set beyond its prefix. */
export function parseCidr(text: string): Cidr | undefined {
    const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
    if (!match) return undefined;
    const numbers = match.slice(1).map(Number) as [number, number, number, number, number];
    const [a, b, c, d, prefix] = numbers;
    if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
    const base = ((a * 256 + b) * 256 + c) * 256 + d;
    return base % 2 ** (32 - prefix) === 0 ? { base, prefix } : undefined;
}

/** The block of the subnet at an index, each of the same size: it depends on no other, so that adding one moves none. */
export function subnetCidr(vpcCidr: string, subnetPrefix: number, index: number): string {
    const vpc = parseCidr(vpcCidr) as Cidr;
    const base = vpc.base + index * 2 ** (32 - subnetPrefix);
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
    return `${octets.join(".")}/${subnetPrefix}`;
}

/** The /64 block of the subnet at an index in the /56 that AWS gave the VPC. */
export function ipv6SubnetCidr(vpcBlock: string, index: number): string {
    const [prefix = ""] = vpcBlock.split("::/");
    const groups = prefix.split(":");
    const fourth = Number.parseInt(groups[3] ?? "0", 16) + index;
    return `${[groups[0], groups[1] ?? "0", groups[2] ?? "0", fourth.toString(16)].join(":")}::/64`;
}

/** What is wrong with the blocks of a VPC of so many subnets. */
export function* cidrProblems(vpcCidr: string, subnetPrefix: number, count: number): Generator<Problem> {
    const vpc = parseCidr(vpcCidr);
    if (!vpc || vpc.prefix < 16 || vpc.prefix > 28) {
        yield {
            propertyPath: "cidrBlock",
            reason: `must be an IPv4 block from /16 to /28 that starts on its own boundary, such as 10.0.0.0/16, got ${JSON.stringify(vpcCidr)}`,
        };
        return;
    }
    if (!Number.isInteger(subnetPrefix) || subnetPrefix < vpc.prefix || subnetPrefix > 28) {
        yield {
            propertyPath: "subnetPrefix",
            reason: `must be a whole number from the VPC's own prefix (${vpc.prefix}) to 28, got ${subnetPrefix}`,
        };
        return;
    }
    const room = 2 ** (subnetPrefix - vpc.prefix);
    if (count > room) {
        yield {
            propertyPath: "subnetPrefix",
            reason: `leaves room for ${room} subnets in ${vpcCidr}, but there are ${count} zones; take a longer prefix, got ${subnetPrefix}`,
        };
    }
}
