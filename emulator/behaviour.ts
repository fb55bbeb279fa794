import { defaultDeleteBehaviour, type DeleteBehaviour } from "./deleteBehaviour";
import { defaultListBehaviour, type ListBehaviour } from "./listBehaviour";
import { defaultServiceBehaviour, type ServiceBehaviour } from "./serviceBehaviour";
import { defaultUploadBehaviour, type UploadBehaviour } from "./uploadBehaviour";

/**
 * How the emulator answers where the API's pages are silent or say two things. Each option names its
 * evidence: [D] documented by Microsoft, [S] seen in a real response or in public code, [U] unknown.
 */
export interface Behaviour {
    readonly upload: UploadBehaviour;
    readonly list: ListBehaviour;
    readonly delete: DeleteBehaviour;
    /** What all calls share: names, tokens, limits, regions. */
    readonly service: ServiceBehaviour;
}

/** What a test or a user changes of {@link Behaviour}; the rest keeps its default. */
export interface BehaviourOptions {
    readonly upload?: Partial<UploadBehaviour>;
    readonly list?: Partial<ListBehaviour>;
    readonly delete?: Partial<DeleteBehaviour>;
    readonly service?: Partial<ServiceBehaviour>;
}

/** The whole behaviour, with the defaults filled in. */
export function behaviourOf(options: BehaviourOptions = {}): Behaviour {
    return {
        upload: { ...defaultUploadBehaviour, ...options.upload },
        list: { ...defaultListBehaviour, ...options.list },
        delete: { ...defaultDeleteBehaviour, ...options.delete },
        service: { ...defaultServiceBehaviour, ...options.service },
    };
}
