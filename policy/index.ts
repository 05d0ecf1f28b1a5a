import { PolicyPack } from "@pulumi/policy";

import { rules } from "./rules";

// The only file with a side effect: it starts the analyzer's server. Everything else can be imported by a test.
new PolicyPack("ecs-ec2", { policies: rules });
