import type { ArkloopAnswers } from './arkloop-answers.ts'
import type { SeenRequest } from './listen.ts'
import type { Answer } from './script.ts'

/** Who may ask: whoever has the token, as long as it is good. */
export class ArkloopAccess {
  #token: string | null
  #answers: ArkloopAnswers
  #expired: 401 | 403 | null = null

  constructor(token: string | null, answers: ArkloopAnswers) {
    this.#token = token
    this.#answers = answers
  }

  set(token: string): void {
    this.#token = token
    this.#expired = null
  }

  expire(status: 401 | 403): void {
    this.#expired = status
  }

  /** The answer to a request that is not let in, null for one that is. */
  refuse({ headers }: SeenRequest): Answer | null {
    const { refuse } = this.#answers
    if (this.#token !== null) {
      const given = headers['authorization'] ?? ''
      if (given === '') return refuse(401, 'auth.missing_token', 'missing Authorization Bearer token')
      const token = /^Bearer (.+)$/i.exec(given)?.[1]
      if (token === undefined) return refuse(401, 'auth.invalid_authorization', 'invalid Authorization header')
      if (token !== this.#token) {
        const isKey = token.startsWith('ak-')
        return isKey
          ? refuse(401, 'auth.invalid_api_key', 'invalid api key')
          : refuse(401, 'auth.invalid_token', 'token is invalid')
      }
    }
    if (this.#expired === 401) return refuse(401, 'auth.token_expired', 'token expired')
    return this.#expired === 403 ? refuse(403, 'auth.forbidden', 'access denied') : null
  }
}
