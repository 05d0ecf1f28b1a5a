import * as pulumi from "@pulumi/pulumi";

/** Command line that follows a service's logs. */
export function logsCommand(logGroupName: pulumi.Input<string>, region: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.interpolate`aws logs tail ${logGroupName} --follow --region ${region}`;
}

/**
 * Command line that opens a shell in a task: by ECS Exec where the service has it, else by Session Manager on the
 * instance that runs it, which works in every network mode since it needs nothing of the task.
 */
export function shellCommand(
    service: {
        clusterName: pulumi.Input<string>;
        serviceName: pulumi.Input<string>;
        containerName: string;
        enableExecuteCommand: boolean;
    },
    region: pulumi.Input<string>,
): pulumi.Output<string> {
    const { clusterName, serviceName, containerName } = service;
    const where = pulumi.interpolate`--cluster ${clusterName} --region ${region}`;
    const task = pulumi.interpolate`$(aws ecs list-tasks ${where} --service-name ${serviceName} --query 'taskArns[0]' --output text)`;
    if (service.enableExecuteCommand) {
        return pulumi.interpolate`aws ecs execute-command ${where} --task ${task} --container ${containerName} --interactive --command /bin/sh`;
    }
    const instance = pulumi.interpolate`$(aws ecs describe-tasks ${where} --tasks ${task} --query 'tasks[0].containerInstanceArn' --output text)`;
    const ec2 = pulumi.interpolate`$(aws ecs describe-container-instances ${where} --container-instances ${instance} --query 'containerInstances[0].ec2InstanceId' --output text)`;
    const docker = `sudo docker exec -it $(sudo docker ps -q -f label=com.amazonaws.ecs.container-name=${containerName} | head -n 1) /bin/sh`;
    return pulumi.interpolate`aws ssm start-session --region ${region} --target ${ec2} --document-name AWS-StartInteractiveCommand --parameters '{"command":["${docker}"]}'`;
}
