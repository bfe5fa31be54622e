// Command volumes gives every claim of its storage class a folder on this machine, and takes the
// folder away again when a volume is released under the Delete policy.
package main

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/workqueue"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "credentials for the API server")
	provisioner := flag.String("provisioner", "switchboard.dev/folder", "the provisioner named by the storage class")
	root := flag.String("root", "", "folder that holds the volumes")
	node := flag.String("node", "", "name of the node that the folder is on")
	flag.Parse()
	if !filepath.IsAbs(*root) || *node == "" {
		slog.Error("--root must be an absolute path and --node must be given")
		os.Exit(2)
	}
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		slog.Error("cannot read the kubeconfig", "path", *kubeconfig, "error", err)
		os.Exit(1)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		slog.Error("cannot make a client", "error", err)
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	run(ctx, client, &provider{client: client, provisioner: *provisioner, root: *root, node: *node})
}

func run(ctx context.Context, client kubernetes.Interface, p *provider) {
	factory := informers.NewSharedInformerFactory(client, time.Minute)
	claims := factory.Core().V1().PersistentVolumeClaims()
	volumes := factory.Core().V1().PersistentVolumes()
	p.claims, p.volumes, p.classes = claims.Lister(), volumes.Lister(), factory.Storage().V1().StorageClasses().Lister()

	queue := workqueue.NewTypedRateLimitingQueue(workqueue.NewTypedItemExponentialFailureRateLimiter[item](100*time.Millisecond, 30*time.Second))
	for _, source := range []struct {
		informer cache.SharedIndexInformer
		item     func(object any) (item, bool)
	}{
		{claims.Informer(), claimItem},
		{volumes.Informer(), volumeItem},
	} {
		enqueue := func(object any) {
			if found, ok := source.item(object); ok {
				queue.Add(found)
			}
		}
		_, _ = source.informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    enqueue,
			UpdateFunc: func(_, object any) { enqueue(object) },
		})
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	go func() {
		<-ctx.Done()
		queue.ShutDown()
	}()
	for {
		next, closed := queue.Get()
		if closed {
			return
		}
		if err := p.reconcile(ctx, next); err != nil {
			slog.Warn("will try again", "kind", next.kind, "namespace", next.namespace, "name", next.name, "error", err)
			queue.AddRateLimited(next)
		} else {
			queue.Forget(next)
		}
		queue.Done(next)
	}
}

func claimItem(object any) (item, bool) {
	claim, ok := object.(*corev1.PersistentVolumeClaim)
	if !ok {
		return item{}, false
	}
	return item{kind: claimKind, namespace: claim.Namespace, name: claim.Name}, true
}

func volumeItem(object any) (item, bool) {
	volume, ok := object.(*corev1.PersistentVolume)
	if !ok {
		return item{}, false
	}
	return item{kind: volumeKind, name: volume.Name}, true
}
