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
}
