// Judges CloudFormation templates with cdk-nag's AwsSolutions pack; runs in the folder where cdk-nag is installed.
const fs = require("node:fs");
const path = require("node:path");
const { App, Stack } = require("aws-cdk-lib");
const { CfnInclude } = require("aws-cdk-lib/cloudformation-include");
const { AwsSolutionsChecks } = require("cdk-nag");

const found = [];
const folder = process.argv[2];
for (const file of fs.readdirSync(folder)) {
    const name = path.basename(file, ".json");
    try {
        const app = new App();
        new CfnInclude(new Stack(app, "stack"), "template", { templateFile: path.join(folder, file) });
        for (const { ruleName, violatingResources } of new AwsSolutionsChecks(app).validateScope(app).violations) {
            for (const { resourceLogicalId } of violatingResources)
                found.push({ name, id: ruleName, on: resourceLogicalId });
        }
    } catch (error) {
        // A template that CDK itself refuses to read counts as caught.
        found.push({ name, id: "refused", on: error.message.slice(0, 80) });
    }
}
process.stdout.write(JSON.stringify(found));
