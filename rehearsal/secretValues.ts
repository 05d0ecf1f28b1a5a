import { isObject, type Props, type Value } from "./values";

// How the engine marks a secret on the wire: https://github.com/pulumi/pulumi, sdk/go/common/resource/sig
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Shorter texts are no secrets to look for: they would be found everywhere. */
const SHORTEST = 4;

function isSecret(value: Value): boolean {
    return isObject(value) && value[SIGNATURE] === SECRET;
}

function wrap(value: Value): Value {
    return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** The value without marks. */
export function revealed(value: Value): Value {
    if (isSecret(value)) {
        return revealed(value.value);
    }
    if (Array.isArray(value)) {
        return value.map(revealed);
    }
    return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, revealed(member)]))
        : value;
}

function hasSecret(value: Value): boolean {
    if (isSecret(value)) {
        return true;
    }
    return Array.isArray(value) ? value.some(hasSecret) : isObject(value) && Object.values(value).some(hasSecret);
}

function texts(value: Value): string[] {
    if (typeof value === "string") {
        return value.length >= SHORTEST ? [value] : [];
    }
    return value && typeof value === "object" ? Object.values(value).flatMap(texts) : [];
}

function secretTexts(value: Value): string[] {
    if (isSecret(value)) {
        return texts(revealed(value));
    }
    return value && typeof value === "object" ? Object.values(value).flatMap(secretTexts) : [];
}

/** Marks in an answer what was marked at the same place in the request. */
function likewise(answer: Value, request: Value): Value {
    if (isSecret(request)) {
        return wrap(answer);
    }
    if (Array.isArray(answer) && Array.isArray(request)) {
        const isAligned = answer.length === request.length || !hasSecret(request);
        return isAligned ? answer.map((item, index) => likewise(item, request[index])) : wrap(answer);
    }
    return isObject(answer) && isObject(request)
        ? Object.fromEntries(Object.entries(answer).map(([key, member]) => [key, likewise(member, request[key])]))
        : answer;
}

function holds(value: Value, secrets: string[]): boolean {
    if (typeof value === "string") {
        return secrets.some((secret) => value.includes(secret));
    }
    return (
        !isSecret(value) &&
        !!value &&
        typeof value === "object" &&
        Object.values(value).some((each) => holds(each, secrets))
    );
}

/**
 * The answer with every secret of the requests marked: at its place, and each property that holds its text anywhere
 * else (tagsAll, a document that was put together from it).
 */
export function guarded(answer: Props, ...requests: Props[]): Props {
    const marked = requests.filter(hasSecret);
    if (marked.length === 0) {
        return answer;
    }
    const secrets = marked.flatMap(secretTexts);
    const placed: Props = marked.reduce<Props>((value, request) => likewise(value, request), answer);
    return Object.fromEntries(
        Object.entries(placed).map(([property, value]) => [property, holds(value, secrets) ? wrap(value) : value]),
    );
}
