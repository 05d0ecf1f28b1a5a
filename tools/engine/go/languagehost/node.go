package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/google/shlex"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// nodejs answers what the older Node.js host cannot do as today's does: RunPlugin is not in it at all, and its Run puts
// a resource monitor of its own time between program and engine, which does not know resource hooks, stack transforms
// or parameterised packages. Here programs and plugins speak with the engine itself. What is lost is the pair of pipes
// for synchronous invokes, which no Pulumi package of version 3 uses any more.
type nodejs struct{ *host }

// The exit code by which Pulumi's Node.js runtime says: the user has read the error already.
const alreadyReported = 32

func (n *nodejs) Run(ctx context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	info := req.GetInfo()
	var flags []string
	for _, pair := range [][2]string{
		{"monitor", req.GetMonitorAddress()}, {"engine", n.engine}, {"organization", req.GetOrganization()},
		{"project", req.GetProject()}, {"root-directory", info.GetRootDirectory()}, {"stack", req.GetStack()},
		{"pwd", info.GetProgramDirectory()}, {"parallel", strconv.Itoa(int(req.GetParallel()))},
	} {
		if pair[1] != "" {
			flags = append(flags, "--"+pair[0], pair[1])
		}
	}
	if req.GetDryRun() {
		flags = append(flags, "--dry-run")
	}
	values, secretKeys, err := configuration(req)
	if err != nil {
		return nil, err
	}
	environment := append(os.Environ(), "PULUMI_CONFIG="+values, "PULUMI_CONFIG_SECRET_KEYS="+secretKeys)
	arguments := append(append(flags, info.GetEntryPoint()), req.GetArgs()...)
	command, err := n.node(ctx, "@pulumi/pulumi/cmd/run", info, environment, arguments)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	// Wrapped, because node would make a file that it is handed as it is non-blocking for this process too.
	command.Stdout, command.Stderr = struct{ io.Writer }{os.Stdout}, struct{ io.Writer }{os.Stderr}
	var exit *exec.ExitError
	switch err := command.Run(); {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == alreadyReported:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case errors.As(err, &exit):
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program ended with %s", exit)}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program could not be run: %s", err)}, nil
	}
}

func (n *nodejs) RunPlugin(req *pulumirpc.RunPluginRequest, out pulumirpc.LanguageRuntime_RunPluginServer) error {
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(out, false)
	if err != nil {
		return err
	}
	defer closer.Close()
	info, folder := req.GetInfo(), req.GetInfo().GetProgramDirectory()
	// A policy pack is run in its own folder and takes the engine's address before its path; a plugin the other way.
	module, directory := "@pulumi/pulumi/cmd/run-plugin", req.GetPwd()
	arguments := append([]string{folder}, req.GetArgs()...)
	if req.GetKind() == "analyzer" {
		module, directory = "@pulumi/pulumi/cmd/run-policy-pack", folder
		arguments = append(append([]string{}, req.GetArgs()...), folder)
	}
	command, err := n.node(out.Context(), module, info, req.GetEnv(), arguments)
	if err != nil {
		return err
	}
	command.Dir, command.Stdout, command.Stderr = directory, stdout, stderr
	if err := command.Run(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			return fmt.Errorf("the plugin could not be run: %w", err)
		}
		return out.Send(&pulumirpc.RunPluginResponse{
			Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(exit.ExitCode())},
		})
	}
	return closer.Close()
}

// node is the command that runs one of Pulumi's entry points, taken from the program's own dependencies, with the
// runtime options of its project file.
func (n *nodejs) node(
	ctx context.Context, module string, info *pulumirpc.ProgramInfo, environment, arguments []string,
) (*exec.Cmd, error) {
	find := exec.Command("node", "-p", "require.resolve('"+module+"')")
	find.Dir = info.GetProgramDirectory()
	found, err := find.Output()
	if err != nil {
		// The engine looks for "Cannot find module" and says "npm install" where it finds it.
		return nil, fmt.Errorf("Cannot find module '%s' from %s; run npm install there (%w)", module, find.Dir, err)
	}
	options := info.GetOptions().AsMap()
	if typescript, given := options["typescript"].(bool); !given || typescript {
		environment = append(environment, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	if tsconfig, given := options["tsconfig"].(string); given {
		environment = append(environment, "PULUMI_NODEJS_TSCONFIG_PATH="+tsconfig)
	}
	nodeargs, _ := options["nodeargs"].(string)
	command, err := shlex.Split(nodeargs)
	if err != nil {
		return nil, fmt.Errorf("nodeargs %q: %w", nodeargs, err)
	}
	command = append(append(command, strings.TrimSpace(string(found))), arguments...)
	running, stop := context.WithCancel(n.running)
	context.AfterFunc(ctx, stop)
	run := exec.CommandContext(running, "node", command...)
	run.Env = environment
	run.Cancel = func() error { return run.Process.Signal(os.Interrupt) }
	run.WaitDelay = 5 * time.Second
	return run, nil
}

// configuration is the stack's configuration in the two variables that Pulumi's Node.js runtime reads, in the older
// spelling of keys that every version of it understands.
func configuration(req *pulumirpc.RunRequest) (values, secretKeys string, err error) {
	spelled := map[string]string{}
	for name, value := range req.GetConfig() {
		key, err := config.ParseKey(name)
		if err != nil {
			return "", "", err
		}
		spelled[key.Namespace()+":config:"+key.Name()] = value
	}
	secrets := req.GetConfigSecretKeys()
	if secrets == nil {
		secrets = []string{}
	}
	encodedValues, err := json.Marshal(spelled)
	if err != nil {
		return "", "", err
	}
	encodedSecrets, err := json.Marshal(secrets)
	return string(encodedValues), string(encodedSecrets), err
}
