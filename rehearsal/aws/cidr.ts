/** An IPv4 block as numbers; undefined when the text is no canonical CIDR. */
export function parseCidr(text: unknown): { start: number; size: number; prefix: number } | undefined {
    const match = typeof text === "string" && /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
    if (!match) {
        return undefined;
    }
    const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
    if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) {
        return undefined;
    }
    const start = ((a * 256 + b) * 256 + c) * 256 + d;
    const size = 2 ** (32 - prefix);
    return start % size === 0 ? { start, size, prefix } : undefined;
}

export function contains(outer: string, inner: string): boolean {
    const a = parseCidr(outer);
    const b = parseCidr(inner);
    return !!a && !!b && b.start >= a.start && b.start + b.size <= a.start + a.size;
}

export function overlaps(one: string, other: string): boolean {
    const a = parseCidr(one);
    const b = parseCidr(other);
    return !!a && !!b && a.start < b.start + b.size && b.start < a.start + a.size;
}

/** The address at an offset into a block. */
export function addressIn(cidr: string, offset: number): string {
    const start = (parseCidr(cidr)?.start ?? 0) + offset;
    return [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".");
}
