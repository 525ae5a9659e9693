/** The noun for so many: "event" for 1, otherwise "events". */
export const plural = (count: number, noun: string): string => (count === 1 ? noun : `${noun}s`);
