package main

import (
	"context"
	"errors"
	"io"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Today's engine sends a ProgramInfo; the older host reads the fields that it replaced, so they are filled in here.

func (h *host) GetRequiredPlugins(
	ctx context.Context, req *pulumirpc.GetRequiredPluginsRequest,
) (*pulumirpc.GetRequiredPluginsResponse, error) {
	official, err := h.official(req.GetInfo())
	if err != nil {
		return nil, err
	}
	// The older Node.js host walks this folder for packages that need a plugin; the engine sends a file name.
	req.Program = req.GetInfo().GetProgramDirectory()
	return official.GetRequiredPlugins(ctx, req)
}

func (h *host) Run(ctx context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	official, err := h.official(req.GetInfo())
	if err != nil {
		return nil, err
	}
	return official.Run(ctx, req)
}

func (h *host) GetPluginInfo(ctx context.Context, req *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	official, err := h.official(nil)
	if err != nil {
		return nil, err
	}
	return official.GetPluginInfo(ctx, req)
}

func (h *host) About(ctx context.Context, req *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	official, err := h.official(req.GetInfo())
	if err != nil {
		return nil, err
	}
	return official.About(ctx, req)
}

func (h *host) GetProgramDependencies(
	ctx context.Context, req *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	official, err := h.official(req.GetInfo())
	if err != nil {
		return nil, err
	}
	req.Pwd, req.Program = req.GetInfo().GetProgramDirectory(), req.GetInfo().GetEntryPoint()
	return official.GetProgramDependencies(ctx, req)
}

func (h *host) InstallDependencies(
	req *pulumirpc.InstallDependenciesRequest, out pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	official, err := h.official(req.GetInfo())
	if err != nil {
		return err
	}
	req.Directory = req.GetInfo().GetProgramDirectory()
	in, err := official.InstallDependencies(out.Context(), req)
	return forward(in, out, err)
}

func (h *host) RunPlugin(req *pulumirpc.RunPluginRequest, out pulumirpc.LanguageRuntime_RunPluginServer) error {
	official, err := h.official(req.GetInfo())
	if err != nil {
		return err
	}
	req.Program = req.GetInfo().GetProgramDirectory()
	in, err := official.RunPlugin(out.Context(), req)
	return forward(in, out, err)
}

// forward copies a stream of the official host to the engine.
func forward[Message any](
	in grpc.ServerStreamingClient[Message], out grpc.ServerStreamingServer[Message], err error,
) error {
	if err != nil {
		return err
	}
	for {
		message, err := in.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := out.Send(message); err != nil {
			return err
		}
	}
}
