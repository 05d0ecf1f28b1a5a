// What a stack is made of, read from its deployed state: how many resources, what waits for what, and for how long.

const isAws = ({ type }) => type.startsWith("aws:");

/** Type and name of a resource, by which the two programs' resources are compared. */
const labelOf = ({ urn, type }) => `${type} ${urn.split("::").pop()}`;

/**
 * Numbers of a deployed state. `seconds` says how long AWS takes to create each resource, by URN.
 *
 * A resource starts when everything that it depends on is there and its parent is registered, which for a component is
 * when everything in the component's inputs is there: that is how @pulumi/pulumi registers resources.
 */
export function graphOf(resources, seconds) {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const paths = new Map();
    const pathTo = (urn) => {
        const known = paths.get(urn);
        if (known) return known;
        const resource = byUrn.get(urn);
        const before = [...(resource.dependencies ?? []), ...(resource.parent ? [resource.parent] : [])].map(pathTo);
        const own = isAws(resource) ? [urn] : [];
        const path = {
            seconds: Math.max(0, ...before.map((path) => path.seconds)) + (seconds.get(urn) ?? 0),
            length: Math.max(0, ...before.map((path) => path.length)) + own.length,
            chain: [...(latest(before)?.chain ?? []), ...own],
        };
        paths.set(urn, path);
        return path;
    };
    const all = resources.map(({ urn }) => pathTo(urn));
    const critical = latest(all);
    return {
        awsResources: resources.filter(isAws).length,
        components: resources.filter(({ custom, type }) => !custom && type !== "pulumi:pulumi:Stack").length,
        longestChain: Math.max(...all.map(({ length }) => length)),
        criticalPathSeconds: critical.seconds,
        criticalPath: critical.chain.map((urn) => `${labelOf(byUrn.get(urn))}, ${seconds.get(urn) ?? 0} s`),
    };
}

const latest = (paths) => paths.reduce((best, path) => (best && best.seconds >= path.seconds ? best : path), undefined);

/** AWS resources that only one of two stacks has, and inputs that differ between them. */
export function differences(ours, theirs) {
    const [a, b] = [ours, theirs].map(
        (resources) => new Map(resources.filter(isAws).map((one) => [labelOf(one), one])),
    );
    const missing = [
        ...[...a.keys()].filter((label) => !b.has(label)).map((label) => `only with components: ${label}`),
        ...[...b.keys()].filter((label) => !a.has(label)).map((label) => `only by hand: ${label}`),
    ];
    const inputs = [...a].flatMap(([label, one]) => {
        const other = b.get(label);
        if (!other) return [];
        const names = [...new Set([...Object.keys(one.inputs), ...Object.keys(other.inputs)])];
        return names
            .filter((name) => comparable(name, one.inputs[name]) !== comparable(name, other.inputs[name]))
            .map((name) => `${label}: ${name}`);
    });
    return { missing, inputs };
}

// What differs between any two deployments: the random end of names, ids and ARNs.
const RANDOM =
    /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|-[0-9a-f]{7}\b|\b(?:[a-z]+-)?0?[0-9a-f]{16,17}\b|\b(?:ns|srv)-[a-z0-9]+\b/g;
// The components compute priorities; a person counts.
const CHOSEN = ["priority"];

function comparable(name, value) {
    if (value === undefined || CHOSEN.includes(name)) return "";
    const text = name === "userData" ? Buffer.from(value, "base64").toString() : JSON.stringify(value);
    return text.replace(RANDOM, "");
}
