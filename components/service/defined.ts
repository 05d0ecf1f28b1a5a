/** The members that have a value, so that none stands in AWS's JSON as null. */
export function defined<T extends object>(members: T): Partial<T> {
    return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The entries of a record in the order of their names. */
export const byName = <T>(record: Record<string, T>): [string, T][] =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
