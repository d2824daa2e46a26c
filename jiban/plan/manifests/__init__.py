"""Objects that the plugin of pulumi-kubernetes would make of text, files, Kustomize folders and charts."""
