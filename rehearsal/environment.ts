import { digits, hash } from "./values";

/** Where and for which account something is made, and the seed from which its ids follow. */
export class Environment {
    readonly partition: string;
    readonly dnsSuffix: string;

    constructor(
        readonly account: string,
        readonly region: string,
        /** What makes this object different from all others. */
        readonly seed: string,
        readonly name: string,
        readonly defaultTags: Record<string, string> = {},
    ) {
        this.partition = partitionOf(region);
        this.dnsSuffix = this.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    }

    /** Hex digits that follow from the seed. */
    hex(length: number, salt = ""): string {
        return hash(`${this.account}/${this.region}/${this.seed}/${salt}`).slice(0, length);
    }

    digits(length: number, salt = ""): string {
        return digits(`${this.account}/${this.region}/${this.seed}/${salt}`, length);
    }

    /** Upper-case letters and digits, as in IAM ids. */
    letters(length: number, salt = ""): string {
        const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        const bytes = Buffer.from(hash(`${this.account}/${this.seed}/${salt}`), "hex");
        return Array.from({ length }, (_, index) => alphabet.charAt((bytes[index % 32] ?? 0) % 32)).join("");
    }

    /** An EC2 id: `vpc-0` and 16 hex digits. */
    ec2Id(prefix: string): string {
        return `${prefix}-0${this.hex(16, prefix)}`;
    }

    uuid(salt = ""): string {
        const hex = this.hex(32, `uuid${salt}`);
        return [
            hex.slice(0, 8),
            hex.slice(8, 12),
            `4${hex.slice(13, 16)}`,
            `a${hex.slice(17, 20)}`,
            hex.slice(20),
        ].join("-");
    }

    arn(service: string, resource: string): string {
        return `arn:${this.partition}:${service}:${this.region}:${this.account}:${resource}`;
    }

    /** An ARN without a region. */
    globalArn(service: string, resource: string): string {
        return `arn:${this.partition}:${service}::${this.account}:${resource}`;
    }
}

export function partitionOf(region: string): string {
    if (region.startsWith("cn-")) {
        return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
