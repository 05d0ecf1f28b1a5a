/** Takes a property out of the list of those that the provider filled in, once a remediation has written it. */
export function undefault(props: Record<string, unknown>, name: string): void {
    const filledIn = Object.getOwnPropertyDescriptor(props, "__defaults")?.value;
    if (Array.isArray(filledIn)) props.__defaults = filledIn.filter((filled) => filled !== name);
}

/** The object in a property, made where there is none, for a remediation to write into. */
export function objectAt(props: Record<string, unknown>, name: string): Record<string, unknown> {
    const found = Object.getOwnPropertyDescriptor(props, name)?.value;
    // Read through the SDK's proxy, which keeps a secret secret when it is written into.
    if (found instanceof Object && !Array.isArray(found)) return props[name] as Record<string, unknown>;
    const made = {};
    props[name] = made;
    undefault(props, name);
    return made;
}

/** The object at the path of a reading, such as blockDeviceMappings[0].ebs, which is known to be there. */
export function objectAtPath(props: Record<string, unknown>, path: string): Record<string, unknown> {
    const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
    return keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], props) as Record<string, unknown>;
}
