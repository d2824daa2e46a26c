"""`jiban render`: a stack's Kubernetes objects as files, for a repository that something else deploys."""
