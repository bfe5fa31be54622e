// CoreDNS with only the plugins that the cluster's Corefile names: the stock
// program carries the SDKs of three clouds and takes minutes to compile.
package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"

	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/loadbalance"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/template"
)

// The order in which a query passes the plugins.
func init() {
	dnsserver.Directives = []string{"ready", "errors", "loadbalance", "template", "kubernetes"}
}

func main() { coremain.Run() }
