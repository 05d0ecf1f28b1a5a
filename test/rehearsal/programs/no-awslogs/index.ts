// A container whose logs go nowhere that people look: the policy pack stops it in preview, although its image is unknown.
import { EcrImage, TaskDefinition } from "ecs-ec2";

const image = new EcrImage("web", { context: "../../../../programs/dks/app/ui" });
new TaskDefinition("web", {
    containers: [{ name: "web", image: image.uri, memory: 128, logConfiguration: { logDriver: "json-file" } }],
});
