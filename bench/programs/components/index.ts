import { EcsCluster, EcsService, LoadBalancer, NetworkMode, PublicVpc } from "ecs-ec2";

const tags = { Project: "bench" };
const services = Number(process.env.BENCH_SERVICES);

const network = new PublicVpc("bench", { tags });
const cluster = new EcsCluster("bench", {
    vpc: network,
    capacities: { main: { instanceTypes: ["m7i.xlarge"], maxSize: 10 } },
    namespaceName: "bench.internal",
    tags,
});
const balancer = new LoadBalancer("bench", { vpc: network, tags });

for (let index = 1; index <= services; index++) {
    new EcsService(`service-${index}`, {
        cluster,
        containers: [
            {
                name: "web",
                image: "public.ecr.aws/nginx/nginx:1.29-alpine",
                memory: 128,
                portMappings: [{ containerPort: 8080 }],
                environment: { LOG_LEVEL: "info" },
            },
        ],
        networkMode: NetworkMode.Bridge,
        discovery: {},
        routes: [{ loadBalancer: balancer, paths: [`/service-${index}/*`] }],
        autoScaling: { minCapacity: 1, maxCapacity: 4, cpuUtilization: 60 },
        tags,
    });
}

export const url = balancer.url;
