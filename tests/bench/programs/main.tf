# Terraform without a provider for it: a resource for each file that stands for nothing, and curl.
# A changed file is deleted and uploaded again.

variable "token" {
  type      = string
  sensitive = true
}

variable "url" {
  type = string
}

resource "terraform_data" "file" {
  for_each         = fileset(path.module, "scripts/*")
  triggers_replace = filesha256("${path.module}/${each.value}")
  input = {
    source      = each.value
    file_name   = basename(each.value)
    description = "What ${basename(each.value)} collects for a responder"
    api         = "${var.url}/api/libraryfiles"
  }

  provisioner "local-exec" {
    command = <<-EOT
      curl --silent --show-error --fail --output /dev/null \
        --header "Authorization: Bearer $TF_VAR_token" \
        --form "Description=${self.input.description}" --form HasParameters=false \
        --form ParametersDescription= --form OverrideIfExists=false \
        --form "file=@${self.input.source}" "${self.input.api}"
    EOT
  }

  provisioner "local-exec" {
    when    = destroy
    command = <<-EOT
      curl --silent --show-error --fail --output /dev/null --request DELETE \
        --header "Authorization: Bearer $TF_VAR_token" \
        "${self.input.api}/${self.input.file_name}"
    EOT
  }
}
