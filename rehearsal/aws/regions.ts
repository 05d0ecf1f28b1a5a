/** Zones that accounts see, where it is not a, b, c. */
const ZONES: Record<string, string> = {
    "us-east-1": "abcdef",
    "us-east-2": "abc",
    "us-west-1": "ac",
    "us-west-2": "abcd",
    "ap-northeast-1": "acd",
    "ap-northeast-2": "abcd",
    "ca-central-1": "abd",
    "cn-north-1": "abd",
};

/** Prefixes of zone ids (`use1-az1`): the region's words shortened. */
const WORDS: Record<string, string> = {
    east: "e",
    west: "w",
    north: "n",
    south: "s",
    central: "c",
    northeast: "ne",
    northwest: "nw",
    southeast: "se",
};

export function zonesOf(region: string): string[] {
    return [...(ZONES[region] ?? "abc")].map((letter) => region + letter);
}

export function zoneIdOf(zone: string): string {
    const region = zone.slice(0, -1);
    const parts = region.split("-");
    const short = parts.map((part, index) =>
        index === 0 ? part : (WORDS[part] ?? part.slice(0, part === "gov" ? 1 : 3)),
    );
    return `${short.join("")}-az${zonesOf(region).indexOf(zone) + 1}`;
}
