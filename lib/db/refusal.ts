/** Why something that was asked for is not done, with the HTTP status that says it, and where in the input it lies. */
export type Refusal = { status: 400 | 404 | 409; detail: string; errors?: { path: string; message: string }[] }

/** A run that was asked for: made now, or there already. */
export type RunAnswer = { publicId: string; created: boolean }
