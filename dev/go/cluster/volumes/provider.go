package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	storagelisters "k8s.io/client-go/listers/storage/v1"
)

const (
	claimKind     = "claim"
	volumeKind    = "volume"
	provisionedBy = "pv.kubernetes.io/provisioned-by"
)

type item struct{ kind, namespace, name string }

type provider struct {
	client      kubernetes.Interface
	provisioner string
	root        string
	node        string
	claims      corelisters.PersistentVolumeClaimLister
	volumes     corelisters.PersistentVolumeLister
	classes     storagelisters.StorageClassLister
}

func (p *provider) reconcile(ctx context.Context, next item) error {
	if next.kind == claimKind {
		return p.provide(ctx, next)
	}
	return p.reclaim(ctx, next.name)
}

func (p *provider) provide(ctx context.Context, next item) error {
	claim, err := p.claims.PersistentVolumeClaims(next.namespace).Get(next.name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	class, err := p.classOf(claim)
	if class == nil || err != nil || claim.Spec.VolumeName != "" || claim.DeletionTimestamp != nil {
		return err
	}
	name := "pvc-" + string(claim.UID)
	if _, err := p.volumes.Get(name); err == nil {
		return nil
	}
	folder := p.folder(name)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return fmt.Errorf("make the volume's folder: %w", err)
	}
	// Past the umask: pods run as users of their own and fsGroup is not applied to host paths.
	if err := os.Chmod(folder, 0o777); err != nil {
		return fmt.Errorf("open the volume's folder to pods: %w", err)
	}
	_, err = p.client.CoreV1().PersistentVolumes().Create(ctx, p.volumeFor(claim, class, name), metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return err
	}
	slog.Info("provided", "namespace", claim.Namespace, "claim", claim.Name, "folder", folder)
	return nil
}

func (p *provider) classOf(claim *corev1.PersistentVolumeClaim) (*storagev1.StorageClass, error) {
	if claim.Spec.StorageClassName == nil {
		return nil, nil
	}
	class, err := p.classes.Get(*claim.Spec.StorageClassName)
	if apierrors.IsNotFound(err) || err == nil && class.Provisioner != p.provisioner {
		return nil, nil
	}
	return class, err
}

func (p *provider) volumeFor(claim *corev1.PersistentVolumeClaim, class *storagev1.StorageClass, name string) *corev1.PersistentVolume {
	policy := corev1.PersistentVolumeReclaimDelete
	if class.ReclaimPolicy != nil {
		policy = *class.ReclaimPolicy
	}
	kind := corev1.HostPathDirectory
	return &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: name, Annotations: map[string]string{provisionedBy: p.provisioner}},
		Spec: corev1.PersistentVolumeSpec{
			Capacity:                      corev1.ResourceList{corev1.ResourceStorage: claim.Spec.Resources.Requests[corev1.ResourceStorage]},
			AccessModes:                   claim.Spec.AccessModes,
			PersistentVolumeReclaimPolicy: policy,
			StorageClassName:              class.Name,
			PersistentVolumeSource:        corev1.PersistentVolumeSource{HostPath: &corev1.HostPathVolumeSource{Path: p.folder(name), Type: &kind}},
			ClaimRef: &corev1.ObjectReference{
				APIVersion: "v1", Kind: "PersistentVolumeClaim",
				Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
			},
			NodeAffinity: &corev1.VolumeNodeAffinity{Required: &corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{{
				MatchExpressions: []corev1.NodeSelectorRequirement{{Key: corev1.LabelHostname, Operator: corev1.NodeSelectorOpIn, Values: []string{p.node}}},
			}}}},
		},
	}
}

func (p *provider) reclaim(ctx context.Context, name string) error {
	volume, err := p.volumes.Get(name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	ours := volume.Annotations[provisionedBy] == p.provisioner && volume.Spec.HostPath != nil && volume.Spec.HostPath.Path == p.folder(name)
	if !ours || volume.Status.Phase != corev1.VolumeReleased || volume.Spec.PersistentVolumeReclaimPolicy != corev1.PersistentVolumeReclaimDelete {
		return nil
	}
	if err := os.RemoveAll(p.folder(name)); err != nil {
		return fmt.Errorf("remove the volume's folder: %w", err)
	}
	err = p.client.CoreV1().PersistentVolumes().Delete(ctx, name, metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	slog.Info("reclaimed", "volume", name)
	return nil
}

// A volume's name never contains a slash (the API server sees to it), so the folder is always below root.
func (p *provider) folder(name string) string { return filepath.Join(p.root, name) }
