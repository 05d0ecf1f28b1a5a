import * as pulumi from "@pulumi/pulumi";

/**
 * Command line for instances that never register: it lists those that carry the tag of ECS with their state, and shows
 * the end of the agent's log on each through Session Manager, so no port and no key is needed. An instance that Session
 * Manager does not know either has no way to the internet, or no instance profile.
 */
export function doctorCommand(clusterName: pulumi.Input<string>, region: pulumi.Input<string>): pulumi.Output<string> {
    const look = "sudo tail -n 40 /var/log/ecs/ecs-agent.log; cat /etc/ecs/ecs.config; systemctl status ecs --no-pager";
    return pulumi.interpolate`aws ecs list-container-instances --region ${region} --cluster ${clusterName} && aws ssm send-command --region ${region} --document-name AWS-RunShellScript --targets Key=tag:AmazonECSManaged,Values=true --parameters 'commands=["${look}"]' --query Command.CommandId --output text | xargs -I{} sh -c 'sleep 10; aws ssm list-command-invocations --region ${region} --command-id {} --details --output text'`;
}
