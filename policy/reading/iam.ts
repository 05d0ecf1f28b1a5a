import { json } from "./json";
import type { Reading } from "./reading";

/** One statement of a policy document. Scalars where lists may stand read as lists of one. */
export interface Statement {
    allows: boolean;
    actions: string[];
    resources: string[];
    /** Whether the statement names what it does not cover, and so covers everything else. */
    negated: boolean;
    conditions: [string, Reading][];
    /** Principals by kind: "*", AWS, Service. */
    principals: [string, string[]][];
}

/** Statements of an IAM policy document, a text or a structure. */
export function statementsOf(document: Reading): Statement[] {
    if (!document.isPresent) return [];
    return json(document)
        .at("Statement")
        .items()
        .map((statement) => {
            const principal = statement.at("Principal");
            return {
                allows: statement.at("Effect").text() === "Allow",
                actions: statement.at("Action").texts(),
                resources: statement.at("Resource").texts(),
                negated: statement.at("NotAction").isPresent || statement.at("NotPrincipal").isPresent,
                conditions: statement.at("Condition").entries(),
                principals: principal.entries().map(([kind, who]) => [kind, who.texts()] as [string, string[]]),
                ...(principal.text() !== undefined && {
                    principals: [["*", principal.texts()]] as [string, string[]][],
                }),
            };
        });
}

/** Condition keys of a statement, in lower case as IAM reads them. */
export const conditionKeys = ({ conditions }: Statement): string[] =>
    conditions.flatMap(([, keys]) => keys.entries().map(([key]) => key.toLowerCase()));
