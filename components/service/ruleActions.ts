import type * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";

import type { AuthenticationArgs } from "./authentication";
import { defined } from "./defined";

type Actions = pulumi.Unwrap<lb.ListenerRuleArgs["actions"]>;

/** What a rule does with a request: sign-in first where it is asked for, then the tasks. */
export function ruleActions(
    targetGroupArn: pulumi.Output<string>,
    authentication: AuthenticationArgs | undefined,
): lb.ListenerRuleArgs["actions"] {
    const forward = { type: "forward", targetGroupArn };
    if (!authentication) return [forward];
    const { oidc, cognito } = authentication;
    const session = {
        onUnauthenticatedRequest: authentication.onUnauthenticatedRequest ?? "authenticate",
        ...defined({
            scope: authentication.scope,
            sessionCookieName: authentication.sessionCookieName,
            sessionTimeout: authentication.sessionTimeout,
        }),
    };
    const signIn = oidc
        ? {
              type: "authenticate-oidc",
              order: 1,
              authenticateOidc: { ...oidc, clientSecret: pulumi.secret(oidc.clientSecret), ...session },
          }
        : { type: "authenticate-cognito", order: 1, authenticateCognito: { ...cognito, ...session } };
    return [signIn, { ...forward, order: 2 }] as unknown as Actions;
}
