import type { plants } from "./plants";

/** What the checker is to say of each plant first: that it fails somehow is not enough. */
export const symptoms: Readonly<Record<keyof typeof plants, RegExp>> = {
    "a file is deleted although the program has it under another resource":
        /^a\.sh is not in the library/,
    "an upload counts without being verified": /^a\.sh has another content/,
    "a list that fails half-way is taken for an empty one": /the state has forgotten it/,
    "a list that is not found is taken for an empty one": /the state has forgotten it/,
    "an upload whose answer is lost is sent again": /was sent again after it had been stored/,
    "a list of any age decides an override": /^c\.ps1 .* was overwritten.*: on a list 150 s old/,
    "an upload that has waited for its turn is sent without a look":
        /^a\.sh .* was overwritten.*: on a list 150 s old/,
    "the bytes that are read are not checked": /with a content that no resource has/,
    "names are compared with their case": /^replace of r1 failed: \"A\.SH\" .* already exists/,
    "another case of the name is a replacement that creates first": /^A\.SH is called a\.sh/,
    "an attempt sends the form of the one before":
        /^update of r1 failed: .*Request body is incorrect/,
    "a file is overwritten whoever has changed it":
        /^c\.ps1 .* was overwritten.*: although a list showed it/,
    "adopt is not looked at": /^create of r1 failed: .* this resource did not make it/,
    "an upload that was not verified leaves no state": /the state has forgotten it/,
    "what a killed run has sent is not looked at":
        /^create of r1 failed: .* did not make it.*uploaded by us/,
    "what the run has checked is not noted": /^a\.sh is not in the library/,
    "any file of that name is taken over": /^a\.sh .* was overwritten.*: although a list showed it/,
    "an update uploads what is there already": /^a\.sh was uploaded although it was there already/,
    "diff takes every file for changed": /^a second up did update r\d/,
    "an update of a file that has gone overwrites who comes since":
        /overwritten.*in the state.*: by an upload that was to find nothing/,
    "a create overwrites who comes since":
        /overwritten.*of no state.*: by an upload that was to find nothing/,
    "a call is sent again on a list from before it":
        /: on a list from before a call without answer/,
    "a delete that has waited for its turn is sent without a look":
        /was deleted.*: on a list 150 s old/,
    "a delete is sent whatever its last look has shown": /was deleted.*: although a list showed it/,
    "a delete that is not found counts as done": /the state has forgotten it/,
    "the digests that may be live are not kept":
        /^update of r1 failed: .* was changed outside Pulumi \(uploaded by us/,
};
