import { list, matchesAny, number } from "../options";
import { containerRule, fsbp } from "../rule";

const NAMES = ["(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY|CREDENTIAL)"];
// What only points at a secret, or counts something: DB_SECRET_ARN, PASSWORD_FILE, MAX_TOKENS.
const ALLOWED = ["_(ARN|NAME|ID|FILE|PATH|URL|URI|TTL|LENGTH|COUNT|LIMIT|EXPIRY|ENABLED)$", "^MAX_TOKENS$"];

const KEYS = [
    { looksLike: "an AWS access key", pattern: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/ },
    { looksLike: "a private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
    { looksLike: "an address with a password", pattern: /:\/\/[^/\s:@]*:[^/\s@]+@/ },
    { looksLike: "a token of GitHub or Slack", pattern: /\b(gh[pousr]_[A-Za-z0-9]{36}|xox[abpr]-[A-Za-z0-9-]{20})/ },
];

/** Shannon entropy in bits a character: words stay under 4, random base64 of 24 characters and more lies above. */
function entropyOf(text: string): number {
    const counts = new Map<string, number>();
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
    return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
}

function looksLike(value: string, entropy: number): string | undefined {
    const known = KEYS.find(({ pattern }) => pattern.test(value))?.looksLike;
    if (known || entropy === 0) return known;
    const random = /^[A-Za-z0-9+/_=-]{24,}$/.test(value) && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(value));
    return random && entropyOf(value) >= entropy ? "a random key" : undefined;
}

export const noPlaintextSecrets = containerRule({
    name: "no-plaintext-secrets",
    description: "A container must get its secrets by reference, not as plain environment variables.",
    enforcementLevel: "advisory",
    severity: "critical",
    framework: fsbp("ECS.8", "Secrets should not be passed as container environment variables"),
    tags: ["NIST.800-53.r5 IA-5(7)"],
    remediationSteps:
        "Put the value into Secrets Manager or an SSM SecureString and name its ARN in the container's secrets.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
    options: {
        names: list("Regular expressions over names of variables that hold secrets, in capitals.", NAMES),
        allowNames: list("Regular expressions over names in capitals that only look like secrets.", ALLOWED),
        entropy: number("Bits a character from which a long value counts as a random key; 0 for never.", 4.2),
    },
    judgeContainer({ label, definition }, verdict, { names, allowNames, entropy }) {
        for (const [index, variable] of definition.at("environment").items().entries()) {
            verdict.check(() => {
                const name = variable.at("name").text() ?? `environment[${index}]`;
                const value = variable.at("value");
                if (!value.isPresent || matchesAny(allowNames, name.toUpperCase())) return;
                const how = `name it in secrets with valueFrom instead of environment`;
                // The value is not named in any message, and not looked at where the name says enough.
                if (matchesAny(names, name.toUpperCase()))
                    verdict.report(`${label} gets ${name} as plain text; ${how}`);
                else if (value.isUnknown) verdict.cannotTell(`environment variable ${name} of ${label}`);
                else {
                    const kind = looksLike(value.text() ?? "", entropy);
                    if (kind) verdict.report(`${label} gets ${kind} in ${name} as plain text; ${how}`);
                }
            });
        }
    },
});
