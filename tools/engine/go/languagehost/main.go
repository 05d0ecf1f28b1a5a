// A language host that completes an older official one, for machines where the official host of the engine's own
// version cannot be had. It serves the engine, starts the official host of the same name from the folder "hosts" beside
// its own, and passes on what that one does as today's does. What the older host does not know it answers itself; for
// Node.js that is node.go.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

// host answers the engine. What is not a method here answers Unimplemented, which the engine takes as "an older host".
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine    string // the engine's address, passed on to programs and to the official host
	binary    string // the official host's executable
	running   context.Context
	cancel    context.CancelFunc
	mutex     sync.Mutex
	officials map[string]pulumirpc.LanguageRuntimeClient // by their command-line flags
	processes []*exec.Cmd
}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "language host:", err)
		os.Exit(1)
	}
}

func serve() error {
	flag.String("tracing", "", "accepted because the engine may pass it; tracing is left to the official host")
	flag.Parse()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	running, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	h := &host{
		engine:    flag.Arg(0),
		binary:    filepath.Join(filepath.Dir(self), "..", "hosts", filepath.Base(self)),
		officials: map[string]pulumirpc.LanguageRuntimeClient{},
		running:   running,
		cancel:    cancel,
	}
	defer h.stop()
	if h.engine != "" {
		// An engine that was killed says nothing: the official hosts watch it in the same way.
		if err := rpcutil.Healthcheck(running, h.engine, 5*time.Minute, cancel); err != nil {
			return err
		}
	}
	done := make(chan bool)
	go func() {
		<-running.Done()
		close(done)
	}()
	var language pulumirpc.LanguageRuntimeServer = h
	if strings.HasPrefix(filepath.Base(self), "pulumi-language-nodejs") {
		language = &nodejs{host: h}
	}
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: done,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, language)
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(handle.Port) // the engine reads this line
	return <-handle.Done
}

// official starts the official host, once for each set of runtime options: the older host takes them as flags.
func (h *host) official(info *pulumirpc.ProgramInfo) (pulumirpc.LanguageRuntimeClient, error) {
	var flags []string
	if virtualenv, ok := info.GetOptions().AsMap()["virtualenv"].(string); ok {
		flags = []string{"-root", info.GetRootDirectory(), "-virtualenv", virtualenv}
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	key := strings.Join(flags, " ")
	if client, ok := h.officials[key]; ok {
		return client, nil
	}
	command := exec.Command(h.binary, append(flags, h.engine)...)
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("the official language host did not start: %w", err)
	}
	h.processes = append(h.processes, command)
	reader := bufio.NewReader(stdout)
	port, err := reader.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the official language host did not say its port: %w", err)
	}
	go io.Copy(os.Stdout, reader) //nolint:errcheck // what the program prints
	connection, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port),
		grpc.WithTransportCredentials(insecure.NewCredentials()), rpcutil.GrpcChannelOptions())
	if err != nil {
		return nil, err
	}
	client := pulumirpc.NewLanguageRuntimeClient(connection)
	h.officials[key] = client
	return client, nil
}

func (h *host) stop() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for _, process := range h.processes {
		_ = process.Process.Kill()
	}
}

// Cancel is the engine's Ctrl-C: it ends the programs and plugins that this host runs.
func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	h.cancel()
	return &emptypb.Empty{}, nil
}
