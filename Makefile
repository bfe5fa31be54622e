.DEFAULT_GOAL := help
SHELL := /bin/bash
.PHONY: kubectl-voice screenshots test-speech bench-speech help audit sbom nats-keys up down restart status logs kubeconfig url key images clean leftovers bench-ground test test-full generate fix bench-join bench-claims bench-scale bench-handover bench-faults bench-waiting bench-bus bench-gateway bench-kube bench-voice bench-voice-many bench-soak bench-gate bench-cold

help: ## List every target
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

up: ## Bring everything up, or what of it is missing (KWOK_NODES=100: fake GPU nodes; CLUSTER=current REGISTRY=...: into kubectl's cluster)
	@dev/cluster/up.sh

down: ## End everything that `make up` started; data is kept
	@dev/cluster/down.sh

restart: ## Down and up again, or one part with C=<component>
	@dev/cluster/restart.sh $(C)

status: ## Say what runs and what does not
	@dev/cluster/status.sh

logs: ## Show a log with C=<component> (F=1 follows, N=<lines>)
	@dev/cluster/logs.sh $(C)

kubeconfig: ## Print the path of the cluster's kubeconfig
	@. dev/cluster/env.sh && echo "$$KUBECONFIG"

url: ## Print the gateway's address
	@dev/cluster/url.sh

key: ## Make an API key: TENANT=<namespace> [ROLE=client|viewer|admin]
	@. dev/cluster/env.sh && PATH="$$PWD/node_modules/.bin:$$PATH" node gateway/src/auth/cli.ts --tenant "$(or $(TENANT),demo)" --role "$(or $(ROLE),client)"

nats-keys: ## Make the keys of the message bus once: KEYS=<folder> [NAMESPACE=...] [ARGS="--rotate-signer"]; APPLY=1 puts the Secret into the cluster
	@test -n "$(KEYS)" || { echo "make nats-keys KEYS=<folder that you keep>"; exit 2; }
	@PATH="$$PWD/node_modules/.bin:$$PATH" node packages/bus/src/keys/cli.ts --out "$(KEYS)" $(if $(NAMESPACE),--namespace "$(NAMESPACE)") $(ARGS)
	@$(if $(APPLY),kubectl apply --server-side --field-manager=nats-keys --filename "$(KEYS)/secret.json")

audit: ## Licences of what is in production, npm's advisories, Go's vulnerabilities; what cannot be asked fails too
	@. dev/cluster/env.sh && dev/check/tools.sh >&2 && PATH="$$PWD/node_modules/.bin:$$PATH" node dev/supply/audit.ts

sbom: ## What is in each image, as CycloneDX, into dist/sbom (after make images)
	@. dev/cluster/env.sh && export SWB_IMAGES=$${SWB_IMAGES:-$$SWITCHBOARD_HOME/images.json} && PATH="$$PWD/node_modules/.bin:$$PATH" flock "$$SWB_CACHE/images.lock" node dev/supply/sbom.ts

images: ## Build the images that changed and give them to the cluster
	@dev/images/build.sh

clean: ## Take the cluster down and forget its data
	@dev/cluster/clean.sh

leftovers: ## List what `make down` left behind, if anything
	@dev/cluster/leftovers.sh

test: ## Run every check: format, lint, types, unit, chart, then the cluster and the tests on it
	@dev/check/run.sh

test-full: ## The same, and the long tests and benches
	@dev/check/run.sh --full

generate: ## Write what is generated from the schemas: crds/, docs/reference, the tables of the runtime contract and manifests/install.yaml
	@PATH="$$PWD/node_modules/.bin:$$PATH" node packages/api/src/generate/main.ts
	@PATH="$$PWD/node_modules/.bin:$$PATH" node packages/bus/src/contract/main.ts
	@PATH="$$PWD/node_modules/.bin:$$PATH" node dev/docs/main.ts
	@PATH="$$PWD/node_modules/.bin:$$PATH" node dev/chart/generate.ts
	@. dev/cluster/env.sh && PATH="$$PWD/node_modules/.bin:$$PATH" node dev/chart/install-manifest.ts

fix: ## Format and lint, mending what can be mended
	@PATH="$$PWD/node_modules/.bin:$$PATH" biome check --write .

kubectl-voice: ## Make dist/kubectl-voice/kubectl-voice: `kubectl voice top|why|drain|talk` once it is in your PATH
	@PATH="$$PWD/node_modules/.bin:$$PATH" node kubectl-voice/bundle.ts

screenshots: ## Take a picture of every page, as phone and desktop, light and dark, into screenshots/
	@dev/bench.sh e2e/src/browser/screenshots.ts

bench-gate: ## Run the benches that compare two things in one run, and fail where a ratio misses its goal
	@dev/bench.sh bench/src/gate.ts

bench-cold: ## Measure `make up` of a fresh clone with empty caches (TEST=1: and `make test` after it)
	@dev/bench.sh bench/src/cold.ts $(if $(TEST),--test)

bench-ground: ## Measure the ground: warm start, idle memory, image sizes
	@dev/bench.sh bench/src/ground.ts

bench-join: ## Measure pod object created -> agent joined its room
	@dev/bench.sh bench/src/join.ts

bench-kube: ## Measure packages/kube: requests against client-node and bare HTTPS, a reflector over 10,000 sessions
	@dev/bench.sh bench/src/kube.ts

bench-claims: ## Measure claims from create to Ready, each beside its floor: prejoined, burst, warm, cold
	@dev/bench.sh bench/src/claims.ts

bench-handover: ## Measure how long a caller waits while one operator hands over to another, asked to or killed
	@dev/bench.sh bench/src/handover.ts

bench-scale: ## Measure claims at scale on 100 fake nodes: pool 0 -> 1050, 300 at once, 75/s, 45/s, 10,000 live (ARGS=--quick tries it out, ARGS="--only live --live 5000" has fewer)
	@dev/bench.sh bench/src/scale.ts $(ARGS)

bench-faults: ## Measure how soon ends are told (OOMKilled, image missing) and how soon a leader is succeeded: RUNS=5
	@dev/bench.sh bench/src/faults.ts $(or $(RUNS),5)

bench-waiting: ## Measure what a warm pod costs while it waits, in its room and outside: CPU, memory, traffic
	@dev/bench.sh bench/src/waiting.ts

bench-bus: ## Measure the bus: credential mint, request and ack, outbox throughput
	@dev/bench.sh bench/src/bus.ts

BUNDLE = . dev/cluster/env.sh && PATH="$$PWD/node_modules/.bin:$$PATH" flock "$$SWB_CACHE/images.lock" node dev/bundle/main.ts >&2

bench-voice: ## Measure the session runtime: start, latency, barge-in, CPU and memory: TURNS=40 MINUTES=2
	@$(BUNDLE) && dev/bench.sh bench/src/voice.ts --turns $(or $(TURNS),40) --minutes $(or $(MINUTES),2)

bench-voice-many: ## Search the largest number of conversations that this machine holds with < 1 % underruns, for MINUTES=10
	@$(BUNDLE) && dev/bench.sh bench/src/voice.ts --only most --minutes $(or $(MINUTES),10)

bench-soak: ## Memory of one conversation over MINUTES=60
	@$(BUNDLE) && dev/bench.sh bench/src/voice.ts --only talking --minutes $(or $(MINUTES),60)

test-speech: ## Check the offline speech service alone: format, lint, types, tests
	@dev/speech/check.sh

bench-speech: ## Measure the offline speech: what comes back word for word through Opus, and how fast
	@dev/speech/bench.sh

bench-shared: ## Measure what a conversation costs the servers that all share: LiveKit, NATS, API server, etcd, operator, gateway
	@dev/bench.sh bench/src/shared.ts

bench-gateway: ## Measure the gateway: create to agent in the room, greeting heard, 40 at once, reads a second, memory
	@dev/bench.sh bench/src/gateway.ts
