module aisle/go/kinds

go 1.26.0

// Not to be built: their kinds' definitions alone are read, by `make check-manifests`.
require (
	github.com/cert-manager/cert-manager v1.21.2
	github.com/k3s-io/helm-controller v0.17.9
	github.com/kedacore/keda/v2 v2.21.0
)
