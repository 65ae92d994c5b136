// The types of the management API, written by generate.ts from its description.

export interface paths {
    "/manage/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with a name or e-mail address and a password. */
        post: operations["signIn"];
        /** Ends the caller’s session. */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/session/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Completes a sign-in with a code of the authenticator app, or a back-up code. */
        post: operations["signInWithSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an account, where the operator allows it. */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives the first account its name and password, by the one-time link that the first start printed. */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells who is signed in and what he may do. */
        get: operations["whoAmI"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes the caller’s profile: name shown, e-mail address, what the console remembers. */
        patch: operations["changeProfile"];
        trace?: never;
    };
    "/manage/v1/session/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms who one is, for acts that ask for a fresh proof. */
        post: operations["prove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the caller’s sessions. */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /** Ends every session of the caller but the one that asks. */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one of the caller’s sessions. */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes the caller’s password; every other session ends. */
        put: operations["changePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a secret for an authenticator app; it counts once a code confirms it. */
        post: operations["beginSecondFactor"];
        /** Takes the second factor out of force. */
        delete: operations["removeSecondFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/second-factor/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts the second factor in force, and answers the back-up codes, once. */
        post: operations["confirmSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/access-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the caller’s access tokens, without their secrets. */
        get: operations["listAccessTokens"];
        put?: never;
        /** Makes an access token; its secret is told once. */
        post: operations["createAccessToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/access-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes an access token out of force. */
        delete: operations["removeAccessToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the caller’s keys, newest first, without their secrets. */
        get: operations["listKeys"];
        put?: never;
        /** Makes a key; its secret is in this answer. */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a key, without its secret. */
        get: operations["getKey"];
        put?: never;
        post?: never;
        /** Removes a key for ever; what it spent stays in the books. */
        delete: operations["removeKey"];
        options?: never;
        head?: never;
        /** Changes a key; what is left out stays as it is. */
        patch: operations["changeKey"];
        trace?: never;
    };
    "/manage/v1/keys/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows the secret of a key again, where the operator keeps a sealed copy. */
        post: operations["revealKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the caller’s calls, newest first; every filter that is given must match. */
        get: operations["listUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/usage/sums": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Adds up the caller’s calls by hours or days, and by model or key. */
        get: operations["sumUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/usage/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one call: its meters, every line of its charge, and every attempt. */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells the balance, what is held by calls under way, and what was ever granted and spent. */
        get: operations["getWallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/wallet/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists grants, top-ups, refunds and corrections, newest first. */
        get: operations["listTransfers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/wallet/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts the money of a redemption code into the caller’s balance, once. */
        post: operations["redeemCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/wallet/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells a month’s sums by model and key, with the opening and closing balance. */
        get: operations["getStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/wallet/statement.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives every line of a month as CSV, of any size. */
        get: operations["exportStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the models that can be called, with abilities and prices, and the groups with their multipliers. */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Error: {
            /** @constant */
            success: false;
            message: string;
            code: string;
            /** @description The field at fault. */
            param?: string;
            details?: Record<string, never>;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        state: "signed_in";
                        account: {
                            id: number;
                            name: string;
                            role: string;
                            permissions: string[];
                            group: string;
                            email: string;
                            display_name: string;
                            preferences: Record<string, never>;
                            second_factor: boolean;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                        };
                    } | {
                        /** @constant */
                        state: "second_factor";
                        /** @description To be sent back with the code. */
                        flow: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    signInWithSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    flow: string;
                    code: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        state: "signed_in";
                        account: {
                            id: number;
                            name: string;
                            role: string;
                            permissions: string[];
                            group: string;
                            email: string;
                            display_name: string;
                            preferences: Record<string, never>;
                            second_factor: boolean;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                        };
                    } | {
                        /** @constant */
                        state: "second_factor";
                        /** @description To be sent back with the code. */
                        flow: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    password: string;
                    email?: string;
                    invitation?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        state: "signed_in";
                        account: {
                            id: number;
                            name: string;
                            role: string;
                            permissions: string[];
                            group: string;
                            email: string;
                            display_name: string;
                            preferences: Record<string, never>;
                            second_factor: boolean;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                        };
                    } | {
                        /** @constant */
                        state: "second_factor";
                        /** @description To be sent back with the code. */
                        flow: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    setUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    secret: string;
                    name: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        state: "signed_in";
                        account: {
                            id: number;
                            name: string;
                            role: string;
                            permissions: string[];
                            group: string;
                            email: string;
                            display_name: string;
                            preferences: Record<string, never>;
                            second_factor: boolean;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                        };
                    } | {
                        /** @constant */
                        state: "second_factor";
                        /** @description To be sent back with the code. */
                        flow: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    whoAmI: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        name: string;
                        role: string;
                        permissions: string[];
                        group: string;
                        email: string;
                        display_name: string;
                        preferences: Record<string, never>;
                        second_factor: boolean;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    changeProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    display_name?: string;
                    email?: string | "";
                    preferences?: Record<string, never>;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    prove: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password?: string;
                    code?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: number;
                            current: boolean;
                            agent: string;
                            address: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            seen_at: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            expires_at: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                    old?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    beginSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                        /** @description For a QR code. */
                        address: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    confirmSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        backup_codes: string[];
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listAccessTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: number;
                            name: string;
                            hint: string;
                            scopes: string[];
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            expires_at: number | null;
                            used_at: number | null;
                        }[];
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createAccessToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    scopes?: ("self.read" | "self.write" | "accounts.read" | "accounts.write" | "organisations.read" | "organisations.write" | "money.read" | "money.write" | "channels.read" | "channels.write" | "prices.read" | "prices.write" | "usage.read" | "tasks.read" | "tasks.write" | "settings.read" | "settings.write" | "audit.read" | "system.read" | "system.write" | "owners.write")[];
                    expires_at?: number | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        token: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeAccessToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: number;
                            name: string;
                            enabled: boolean;
                            expires_at: number | null;
                            /** @description Models that may be called; null means all. */
                            models: string[] | null;
                            /** @description IP addresses and CIDR ranges it may be used from; null means all. */
                            addresses: string[] | null;
                            /** @description The group whose channels and prices apply; null means the account’s. */
                            group: string | null;
                            /** @description What it may spend in all; null means without limit. */
                            budget: string | null;
                            budgets: {
                                /** @enum {unknown} */
                                period: "total" | "day" | "week" | "month";
                                /** @enum {unknown} */
                                scope: "all" | "model" | "group";
                                /** @description The model or group; empty where everything is counted. */
                                name: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                amount: string;
                            }[];
                            limits: {
                                requests_per_minute?: number;
                                requests_per_hour?: number;
                                requests_per_day?: number;
                                tokens_per_minute?: number;
                                tokens_per_hour?: number;
                                tokens_per_day?: number;
                                /** @description USD, decimal text. */
                                money_per_minute?: string;
                                /** @description USD, decimal text. */
                                money_per_hour?: string;
                                /** @description USD, decimal text. */
                                money_per_day?: string;
                                concurrency?: number;
                                wait_seconds?: number;
                            };
                            /** @description First and last characters. */
                            hint: string;
                            /** @description Whether its owner can see it again. */
                            revealable: boolean;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            organisation_id: number | null;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            spent: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    enabled?: boolean;
                    expires_at?: number | null;
                    /** @description Models that may be called; null means all. */
                    models?: string[] | null;
                    /** @description IP addresses and CIDR ranges it may be used from; null means all. */
                    addresses?: string[] | null;
                    /** @description The group whose channels and prices apply; null means the account’s. */
                    group?: string | null;
                    /** @description What it may spend in all; null means without limit. */
                    budget?: string | null;
                    budgets?: {
                        /** @enum {unknown} */
                        period: "total" | "day" | "week" | "month";
                        /** @enum {unknown} */
                        scope: "all" | "model" | "group";
                        /** @description The model or group; empty where everything is counted. */
                        name: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        amount: string;
                    }[];
                    limits?: {
                        requests_per_minute?: number;
                        requests_per_hour?: number;
                        requests_per_day?: number;
                        tokens_per_minute?: number;
                        tokens_per_hour?: number;
                        tokens_per_day?: number;
                        /** @description USD, decimal text. */
                        money_per_minute?: string;
                        /** @description USD, decimal text. */
                        money_per_hour?: string;
                        /** @description USD, decimal text. */
                        money_per_day?: string;
                        concurrency?: number;
                        wait_seconds?: number;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: {
                            id: number;
                            name: string;
                            enabled: boolean;
                            expires_at: number | null;
                            /** @description Models that may be called; null means all. */
                            models: string[] | null;
                            /** @description IP addresses and CIDR ranges it may be used from; null means all. */
                            addresses: string[] | null;
                            /** @description The group whose channels and prices apply; null means the account’s. */
                            group: string | null;
                            /** @description What it may spend in all; null means without limit. */
                            budget: string | null;
                            budgets: {
                                /** @enum {unknown} */
                                period: "total" | "day" | "week" | "month";
                                /** @enum {unknown} */
                                scope: "all" | "model" | "group";
                                /** @description The model or group; empty where everything is counted. */
                                name: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                amount: string;
                            }[];
                            limits: {
                                requests_per_minute?: number;
                                requests_per_hour?: number;
                                requests_per_day?: number;
                                tokens_per_minute?: number;
                                tokens_per_hour?: number;
                                tokens_per_day?: number;
                                /** @description USD, decimal text. */
                                money_per_minute?: string;
                                /** @description USD, decimal text. */
                                money_per_hour?: string;
                                /** @description USD, decimal text. */
                                money_per_day?: string;
                                concurrency?: number;
                                wait_seconds?: number;
                            };
                            /** @description First and last characters. */
                            hint: string;
                            /** @description Whether its owner can see it again. */
                            revealable: boolean;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            organisation_id: number | null;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            spent: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                        };
                        secret: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        name: string;
                        enabled: boolean;
                        expires_at: number | null;
                        /** @description Models that may be called; null means all. */
                        models: string[] | null;
                        /** @description IP addresses and CIDR ranges it may be used from; null means all. */
                        addresses: string[] | null;
                        /** @description The group whose channels and prices apply; null means the account’s. */
                        group: string | null;
                        /** @description What it may spend in all; null means without limit. */
                        budget: string | null;
                        budgets: {
                            /** @enum {unknown} */
                            period: "total" | "day" | "week" | "month";
                            /** @enum {unknown} */
                            scope: "all" | "model" | "group";
                            /** @description The model or group; empty where everything is counted. */
                            name: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                        }[];
                        limits: {
                            requests_per_minute?: number;
                            requests_per_hour?: number;
                            requests_per_day?: number;
                            tokens_per_minute?: number;
                            tokens_per_hour?: number;
                            tokens_per_day?: number;
                            /** @description USD, decimal text. */
                            money_per_minute?: string;
                            /** @description USD, decimal text. */
                            money_per_hour?: string;
                            /** @description USD, decimal text. */
                            money_per_day?: string;
                            concurrency?: number;
                            wait_seconds?: number;
                        };
                        /** @description First and last characters. */
                        hint: string;
                        /** @description Whether its owner can see it again. */
                        revealable: boolean;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        organisation_id: number | null;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    changeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    enabled?: boolean;
                    expires_at?: number | null;
                    /** @description Models that may be called; null means all. */
                    models?: string[] | null;
                    /** @description IP addresses and CIDR ranges it may be used from; null means all. */
                    addresses?: string[] | null;
                    /** @description The group whose channels and prices apply; null means the account’s. */
                    group?: string | null;
                    /** @description What it may spend in all; null means without limit. */
                    budget?: string | null;
                    budgets?: {
                        /** @enum {unknown} */
                        period: "total" | "day" | "week" | "month";
                        /** @enum {unknown} */
                        scope: "all" | "model" | "group";
                        /** @description The model or group; empty where everything is counted. */
                        name: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        amount: string;
                    }[];
                    limits?: {
                        requests_per_minute?: number;
                        requests_per_hour?: number;
                        requests_per_day?: number;
                        tokens_per_minute?: number;
                        tokens_per_hour?: number;
                        tokens_per_day?: number;
                        /** @description USD, decimal text. */
                        money_per_minute?: string;
                        /** @description USD, decimal text. */
                        money_per_hour?: string;
                        /** @description USD, decimal text. */
                        money_per_day?: string;
                        concurrency?: number;
                        wait_seconds?: number;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        name: string;
                        enabled: boolean;
                        expires_at: number | null;
                        /** @description Models that may be called; null means all. */
                        models: string[] | null;
                        /** @description IP addresses and CIDR ranges it may be used from; null means all. */
                        addresses: string[] | null;
                        /** @description The group whose channels and prices apply; null means the account’s. */
                        group: string | null;
                        /** @description What it may spend in all; null means without limit. */
                        budget: string | null;
                        budgets: {
                            /** @enum {unknown} */
                            period: "total" | "day" | "week" | "month";
                            /** @enum {unknown} */
                            scope: "all" | "model" | "group";
                            /** @description The model or group; empty where everything is counted. */
                            name: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                        }[];
                        limits: {
                            requests_per_minute?: number;
                            requests_per_hour?: number;
                            requests_per_day?: number;
                            tokens_per_minute?: number;
                            tokens_per_hour?: number;
                            tokens_per_day?: number;
                            /** @description USD, decimal text. */
                            money_per_minute?: string;
                            /** @description USD, decimal text. */
                            money_per_hour?: string;
                            /** @description USD, decimal text. */
                            money_per_day?: string;
                            concurrency?: number;
                            wait_seconds?: number;
                        };
                        /** @description First and last characters. */
                        hint: string;
                        /** @description Whether its owner can see it again. */
                        revealable: boolean;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        organisation_id: number | null;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    revealKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listUsage: {
        parameters: {
            query?: {
                from?: number;
                to?: number;
                key_id?: number;
                model?: string;
                group?: string;
                reason?: string;
                outcome?: "ok" | "failed";
                id?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            key_id: number;
                            key_name: string;
                            model: string;
                            group: string;
                            protocol: string;
                            status: number;
                            reason: string;
                            error: string;
                            streamed: boolean;
                            first_byte_ms: number;
                            total_ms: number;
                            input_tokens: number;
                            cached_tokens: number;
                            output_tokens: number;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                            sandbox: boolean;
                        }[];
                        /** @description Cursor of the following page; absent at the end. */
                        next?: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    sumUsage: {
        parameters: {
            query: {
                from: number;
                to: number;
                step: "hour" | "day" | "total";
                offset?: number;
                by?: "model" | "key";
                key_id?: number;
                model?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description Milliseconds since the epoch, UTC. */
                            at?: number;
                            model?: string;
                            key_id?: number;
                            calls: number;
                            failed: number;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                            input_tokens: number;
                            cached_tokens: number;
                            output_tokens: number;
                            mean_ms: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        call: {
                            id: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            key_id: number;
                            key_name: string;
                            model: string;
                            group: string;
                            protocol: string;
                            status: number;
                            reason: string;
                            error: string;
                            streamed: boolean;
                            first_byte_ms: number;
                            total_ms: number;
                            input_tokens: number;
                            cached_tokens: number;
                            output_tokens: number;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                            sandbox: boolean;
                        };
                        charge: {
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                            /** @constant */
                            currency: "USD";
                            reason: string;
                            estimated: boolean;
                            multiplier: string;
                            group: string;
                            tier: number | null;
                            organisation: number | null;
                            usage: {
                                input: number;
                                cacheRead: number;
                                cacheReadAudio: number;
                                cacheReadImage: number;
                                cacheWrite5m: number;
                                cacheWrite1h: number;
                                output: number;
                                reasoning: number;
                                audioIn: number;
                                audioOut: number;
                                imageIn: number;
                                imageOut: number;
                                searches: number;
                                seconds: number;
                                characters: number;
                                images: number;
                                calls: number;
                            };
                            lines: {
                                meter: string;
                                quantity: number;
                                /** @description USD for `per` units. */
                                rate: string;
                                per: number;
                                amount: string;
                            }[];
                            attempts: {
                                status: number;
                                milliseconds: number;
                                outcome: string;
                                channel?: string;
                                credential?: string;
                                /** @description Why this channel, and who was passed over; for administrators. */
                                why?: string;
                            }[];
                            upstream?: {
                                channel: string;
                                model: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                cost: string;
                                source: string;
                                margin: string;
                            };
                        };
                        upstream_id: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getWallet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        overdraft: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        granted: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        /** @description USD lent to nodes for calls under way; part of the balance. */
                        reserved: string;
                        time_zone: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listTransfers: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            kind: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                            note: string;
                            author: string;
                            /** @description The call that a refund takes back, or empty. */
                            call: string;
                        }[];
                        /** @description Cursor of the following page; absent at the end. */
                        next?: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    redeemCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        amount: string;
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getStatement: {
        parameters: {
            query?: {
                month?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        month: string;
                        timeZone: string;
                        from: string;
                        until: string;
                        /** @constant */
                        currency: "USD";
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        opening?: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        closing?: string;
                        calls: number;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        charged: string;
                        transfers?: {
                            kind: string;
                            count: number;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                        }[];
                        models: {
                            model?: string;
                            key?: number;
                            calls: number;
                            failed: number;
                            inputTokens: number;
                            cachedTokens: number;
                            outputTokens: number;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                        }[];
                        keys: {
                            model?: string;
                            key?: number;
                            calls: number;
                            failed: number;
                            inputTokens: number;
                            cachedTokens: number;
                            outputTokens: number;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                        }[];
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    exportStatement: {
        parameters: {
            query?: {
                month?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: {
                group?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        groups: {
                            name: string;
                            description: string;
                            multiplier: string;
                        }[];
                        items: {
                            id: string;
                            title: string;
                            provider: string;
                            kind: string;
                            context: number | null;
                            max_output: number | null;
                            released: number | null;
                            abilities: string[];
                            inputs: string[];
                            outputs: string[];
                            protocols: string[];
                            groups: string[];
                            price: {
                                /** @enum {unknown} */
                                source: "operator" | "catalog";
                                /** @description USD: per million of tokens and characters, each for all else. */
                                token: {
                                    [key: string]: string;
                                };
                                /** @description USD: per million of tokens and characters, each for all else. */
                                unit: {
                                    [key: string]: string;
                                };
                                tiers: {
                                    above: number;
                                    /** @description USD: per million of tokens and characters, each for all else. */
                                    token: {
                                        [key: string]: string;
                                    };
                                }[];
                                factors: Record<string, never>;
                            };
                        }[];
                    };
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
