/**
 * A date of the service as ISO 8601 in UTC with milliseconds: its own have up to seven digits of a
 * second or none, and some no zone, which then is UTC.
 *
 * @returns `undefined` for what is no date.
 */
export function isoDate(text: string): string | undefined {
    const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text);
    const date = new Date(hasZone ? text : `${text}Z`);
    return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
