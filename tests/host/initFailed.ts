import type { ServiceError } from "@grpc/grpc-js";
import * as statusMessages from "@pulumi/pulumi/proto/status_pb";
import * as providerMessages from "@pulumi/pulumi/proto/provider_pb";

/** What the engine reads of a partial failure: the details of the gRPC status. */
export function initFailed(error: ServiceError) {
    const [packed] = error.metadata.get("grpc-status-details-bin");
    const status = statusMessages.Status.deserializeBinary(packed as Buffer);
    const detail = providerMessages.ErrorResourceInitFailed.deserializeBinary(
        status.getDetailsList()[0]!.getValue_asU8(),
    );
    return {
        id: detail.getId(),
        properties: detail.getProperties()!.toJavaScript(),
        reasons: detail.getReasonsList(),
    };
}
