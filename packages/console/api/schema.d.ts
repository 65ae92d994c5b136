// The types of the management API, written by generate.ts from its description.

export interface paths {
    "/manage/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells who is signed in, or that nobody is. */
        get: operations["getSession"];
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
    "/manage/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells the ways to sign in that are offered. */
        get: operations["getWaysIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/session/email-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a code to an e-mail address, if an account has it; the answer is the same if none has. */
        post: operations["sendSignInCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/session/email-code/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with a code that came by mail. */
        post: operations["signInWithCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/password/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a link for a new password to an e-mail address, if an account has it. */
        post: operations["mailPasswordLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/session/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a browser what it asks an authenticator with. */
        post: operations["beginPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/session/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with a passkey; it stands for both factors. */
        post: operations["signInWithPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/session/outside/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a sign-in at a provider outside: where the browser goes. */
        post: operations["beginOutsideSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/me/ways-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the caller’s passkeys and the providers that he signs in with. */
        get: operations["listOwnWaysIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a browser what it makes a passkey with. */
        post: operations["beginPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps a passkey that a browser has made. */
        post: operations["addPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes one of the caller’s passkeys away, unless it is his last way in. */
        delete: operations["removePasskey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/me/identities/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins to link an identity of a provider outside to the caller’s account. */
        post: operations["linkIdentity"];
        /** Takes the link to a provider away, unless it is the caller’s last way in. */
        delete: operations["unlinkIdentity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an invitation to register, good once, for a week. */
        post: operations["invite"];
        delete?: never;
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
    "/manage/v1/me/organisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the organisations that the caller is a member of, and that may pay for his keys. */
        get: operations["listOwnOrganisations"];
        put?: never;
        post?: never;
        delete?: never;
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
    "/manage/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the caller’s tasks, newest first. */
        get: operations["listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/tasks/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells of every change of the caller’s tasks under way, as server-sent events. */
        get: operations["followTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a task: what was asked, how far it is, what it made and cost. */
        get: operations["getTask"];
        put?: never;
        post?: never;
        /** Removes a task that has ended, with what it made; its charge stays. */
        delete: operations["removeTask"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/tasks/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Calls a task off, where its provider can; nothing is charged then. */
        post: operations["cancelTask"];
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
    "/manage/v1/wallet/top-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells the ways to pay, the amounts offered, and what an amount costs in each way. */
        get: operations["getTopUp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the caller’s orders, newest first. */
        get: operations["listOrders"];
        put?: never;
        /** Makes an order for credit and answers where it is paid. */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells how far one of the caller’s orders is. */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/orders/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** «I have paid»: asks the provider about an order at once, instead of at the next look. */
        post: operations["checkOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/orders/{id}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an order back that nobody has paid. Money that arrives for it all the same is credited. */
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches every order, newest first. */
        get: operations["searchOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/orders.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives every order that fits the filters as CSV. */
        get: operations["exportOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells an order with its payments, refunds and what its provider told. */
        get: operations["getOrderInFull"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/strays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists verified news of providers about no order of ours: «paid there, unknown here». */
        get: operations["listStrayEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/reconciliation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** «Paid there, open here»: asks every provider about all orders of two days that are not paid, and credits what was. */
        post: operations["reconcileOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/orders/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the provider about an order and books what it says. */
        post: operations["checkAnyOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/orders/{id}/settlement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Credits an order whose payment the operator has seen with his own eyes, where the provider cannot be asked. */
        post: operations["settleOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/orders/{id}/credit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Credits a parked payment: in proportion to what was asked for, or the amount that is given. */
        post: operations["creditParkedPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/orders/{id}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends money of a payment back to who paid it; its credit is taken back in proportion. */
        post: operations["refundPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches accounts, newest first. */
        get: operations["searchAccounts"];
        put?: never;
        /** Makes an account. */
        post: operations["createAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/accounts.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives every account that fits the filters as CSV. */
        get: operations["exportAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows an account: money, ways in, organisations. */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes an account: role, group, whether it is enabled, limits, address. */
        patch: operations["changeAccount"];
        trace?: never;
    };
    "/manage/v1/accounts/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the keys of an account, without their secrets. */
        get: operations["listKeysOfAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/accounts/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the calls of an account, newest first. */
        get: operations["listCallsOfAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/accounts/{id}/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists what moved an account’s balance beside calls, newest first. */
        get: operations["listTransfersOfAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/accounts/{id}/adjustment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives money to an account, or takes it away, through the ledger and with a reason. */
        post: operations["adjustBalance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/accounts/{id}/overdraft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Says how far below zero an account’s balance may go. */
        put: operations["setOverdraft"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/accounts/{id}/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Switches a key of an account on or off. */
        patch: operations["switchKeyOfAccount"];
        trace?: never;
    };
    "/manage/v1/accounts/{id}/password-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a link with which the account’s owner sets a new password, once, within a day. */
        post: operations["makePasswordLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets a new password by a link; every session of the account ends. */
        post: operations["setPasswordByLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/accounts/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists where an account is signed in. */
        get: operations["listSessionsOfAccount"];
        put?: never;
        post?: never;
        /** Signs an account out everywhere. */
        delete: operations["endSessionsOfAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/accounts/{id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a second factor away whose device is lost; every session of the account ends. */
        delete: operations["removeSecondFactorOfAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/organisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists organisations by their numbers. */
        get: operations["listOrganisations"];
        put?: never;
        /** Makes an organisation. */
        post: operations["createOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/organisations.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives every organisation as CSV. */
        get: operations["exportOrganisations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/organisations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows an organisation with its members. */
        get: operations["getOrganisation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes an organisation: whether it is enabled, its budgets, its time zone. */
        patch: operations["changeOrganisation"];
        trace?: never;
    };
    "/manage/v1/organisations/{id}/adjustment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives money to an organisation, or takes it away, through the ledger and with a reason. */
        post: operations["adjustOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/organisations/{id}/members/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Gives an account a place in an organisation, or changes it. */
        put: operations["putMember"];
        post?: never;
        /** Takes an account’s place away: the organisation no longer pays for its keys. */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/codes/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the batches of codes with what of them was redeemed. */
        get: operations["listCodeBatches"];
        put?: never;
        /** Issues a batch of codes. They are in this answer, and nowhere else. */
        post: operations["issueCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/codes/batches/{batch}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Switches what is not redeemed of a batch off, or on again. */
        patch: operations["switchCodeBatch"];
        trace?: never;
    };
    "/manage/v1/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists codes, of one batch where it is named, without telling them. */
        get: operations["listCodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/codes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Switches one code off, or on again, while it is not redeemed. */
        patch: operations["switchCode"];
        trace?: never;
    };
    "/manage/v1/codes.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives the codes of a batch, or all, as CSV: their last characters, state, and who redeemed them. */
        get: operations["exportCodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches the log of changes, newest first. */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/changes.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives every change that fits the filters as CSV. */
        get: operations["exportChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/notices/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells what the caller is told of, in which language, and where. */
        get: operations["getNoticeSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes what the caller is told of. */
        patch: operations["changeNoticeSettings"];
        trace?: never;
    };
    "/manage/v1/notices/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a place that notices go to. The secret of a webhook is in this answer, and nowhere else. */
        post: operations["addNoticeTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/notices/targets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a place away. */
        delete: operations["removeNoticeTarget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/notices/targets/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test to a place at once and answers what the other side said. */
        post: operations["testNoticeTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the caller’s last notices and whether they arrived. */
        get: operations["listNotices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells the announcements in force that the caller has not put away. */
        get: operations["readAnnouncements"];
        put?: never;
        /** Tells everybody something. */
        post: operations["announce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/announcements/{id}/dismissal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts an announcement away for the caller. */
        post: operations["dismissAnnouncement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/all-announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists every announcement, newest first. */
        get: operations["listAnnouncements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/announcements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes an announcement back. */
        delete: operations["removeAnnouncement"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the account that mail is sent from, without its password. */
        get: operations["getMail"];
        /** Sets the account that mail is sent from. Without a password the one that is there stays. */
        put: operations["setMail"];
        post?: never;
        /** Sends no mail any more. */
        delete: operations["removeMail"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/mail/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a letter at once and answers what the server said. */
        post: operations["testMail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/gateways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the payment gateways, without their secrets, and the address that each provider must be told. */
        get: operations["listPaymentGateways"];
        put?: never;
        /** Adds an account at a payment provider, in the words of the configuration file. */
        post: operations["addPaymentGateway"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/payments/gateways/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes an account at a payment provider; refused while orders wait to be paid there. */
        delete: operations["removePaymentGateway"];
        options?: never;
        head?: never;
        /**
         * Changes an account at a payment provider; fields left out stay, secrets too.
         * @description While orders wait to be paid there, it stays the same account: add another, and switch this one off.
         */
        patch: operations["changePaymentGateway"];
        trace?: never;
    };
    "/manage/v1/sign-in-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the providers that people may sign in with, without their secrets. */
        get: operations["listSignInProviders"];
        put?: never;
        /** Adds a provider that people may sign in with, in the words of the configuration file. */
        post: operations["addSignInProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/sign-in-providers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a provider; whoever came in by it alone needs another way in. */
        delete: operations["removeSignInProvider"];
        options?: never;
        head?: never;
        /** Changes a provider that people may sign in with; fields left out stay, the secret too. */
        patch: operations["changeSignInProvider"];
        trace?: never;
    };
    "/manage/v1/model": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one model, and how its last day went by hours: what share of calls was served, and how fast. */
        get: operations["getModel"];
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
    "/manage/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the channels: how each stands, how its last day went by quarters of an hour, and what it earned. */
        get: operations["listChannels"];
        put?: never;
        /** Makes a channel in the words of the configuration file; it is in force at once. */
        post: operations["createChannel"];
        delete?: never;
        options?: never;
        head?: never;
        /** Changes several channels in one go: all of them, or none where one is wrong. */
        patch: operations["changeChannels"];
        trace?: never;
    };
    "/manage/v1/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a channel in the words of the configuration file, without its secrets. */
        get: operations["getChannel"];
        put?: never;
        post?: never;
        /** Removes a channel with its keys; refused while tasks are under way there. */
        delete: operations["removeChannel"];
        options?: never;
        head?: never;
        /**
         * Changes a channel; fields left out stay, null takes one away.
         * @description Keys are written and never shown: a list of keys names those that stay by their ids. Where the channel moves to another address, its keys must be given anew.
         */
        patch: operations["changeChannel"];
        trace?: never;
    };
    "/manage/v1/channels/{id}/switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drains a channel, or a key or model of it, and has it in service again; in force on every node within two seconds.
         * @description What is drained takes no new calls; those under way go on. Switched on, everything that rests below it begins anew.
         */
        post: operations["switchChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Calls a model of a channel once with each of its keys; costs what the upstream asks for that. */
        post: operations["testChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/channels/{id}/upstream-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Asks the upstream for its list of models, and compares it with those that the channel serves. */
        get: operations["compareUpstreamModels"];
        put?: never;
        /** Adds models to a channel and takes others out, as they were chosen from the difference. */
        post: operations["takeUpstreamModels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/channels/{id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Asks the upstream what is left on the account of each key. */
        get: operations["readUpstreamBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/channels/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows what became of a channel, newest first: what came to rest, why, until when, and who switched it. */
        get: operations["showTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/channel-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the kinds of upstream that a channel can be of, each with the fields of its own. */
        get: operations["listChannelKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/channel-kinds/{name}/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the models that the catalog knows of a kind of upstream. */
        get: operations["listKindModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the call of any account: every attempt with why that channel was chosen and who was passed over. */
        get: operations["explainRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the price groups with their factors, and who uses and serves them. */
        get: operations["listGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/groups/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes a price group, or changes it; in force at once. */
        put: operations["putGroup"];
        post?: never;
        /** Removes a price group that nobody uses and no channel serves. */
        delete: operations["removeGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists what each model costs at each channel, sells for, and earned in the last 30 days by group. */
        get: operations["listPrices"];
        /** Sets the price of a model, now or from a date on; calls that run keep the price that they began with. */
        put: operations["putPrice"];
        post?: never;
        /** Takes the operator’s price of a model away, so that the catalog’s holds; or one of its dated prices. */
        delete: operations["removePrice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/price-differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compares the prices in force with those of the catalog or of another gateway; changes nothing. */
        post: operations["comparePrices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/price-imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the prices that were chosen from a difference: all of them, or none where one is wrong. */
        post: operations["importPrices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows every node with its version, holds, journal and memory, the open tasks, and the last proof of the books. */
        get: operations["showSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/system/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a proof of the whole ledger; its result is at /system when it is done. */
        post: operations["proveBooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/system/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forgets every kept answer, on every node within two seconds. */
        delete: operations["forgetAnswers"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists every setting with its unit, default and value, and where the value comes from. */
        get: operations["listSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes settings that nothing declares: all of them, or none where one is wrong. Null means the default. */
        patch: operations["changeSettings"];
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
    getSession: {
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
                        } | null;
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
    getWaysIn: {
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
                        site_name: string;
                        /** @description off, invited or open. */
                        registration: string;
                        /** @description Whether codes and links are sent by mail. */
                        mail: boolean;
                        providers: {
                            name: string;
                            label: string;
                            kind: string;
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
    sendSignInCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    language?: "en" | "zh";
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
    signInWithCode: {
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
    mailPasswordLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    language?: "en" | "zh";
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
    beginPasskeySignIn: {
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
                        flow: string;
                        options: {
                            [key: string]: unknown;
                        };
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
    signInWithPasskey: {
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
                    response: {
                        [key: string]: unknown;
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
    beginOutsideSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    next?: string;
                    invitation?: string;
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
                        url: string;
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
    listOwnWaysIn: {
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
                        password: boolean;
                        passkeys: {
                            id: string;
                            name: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            used_at: number | null;
                        }[];
                        identities: {
                            provider: string;
                            label: string;
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
    beginPasskey: {
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
                        flow: string;
                        options: {
                            [key: string]: unknown;
                        };
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
    addPasskey: {
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
                    name: string;
                    response: {
                        [key: string]: unknown;
                    };
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
    removePasskey: {
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
    linkIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
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
                        url: string;
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
    unlinkIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
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
    invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                        path: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        expires_at: number;
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
    listOwnOrganisations: {
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
                            role: "owner" | "member";
                            enabled: boolean;
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
                            /** @description Whether kept answers are given and kept without asking, where the gateway keeps any. */
                            cache: boolean;
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
                    /** @description Whether kept answers are given and kept without asking, where the gateway keeps any. */
                    cache?: boolean;
                    /** @description The organisation that pays for it, of which the caller is a member; it never changes. */
                    organisation_id?: number | null;
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
                            /** @description Whether kept answers are given and kept without asking, where the gateway keeps any. */
                            cache: boolean;
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
                        /** @description Whether kept answers are given and kept without asking, where the gateway keeps any. */
                        cache: boolean;
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
                    /** @description Whether kept answers are given and kept without asking, where the gateway keeps any. */
                    cache?: boolean;
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
                        /** @description Whether kept answers are given and kept without asking, where the gateway keeps any. */
                        cache: boolean;
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
    listTasks: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                state?: "open" | "ended" | "accepted" | "submitting" | "queued" | "waiting_input" | "running" | "saving" | "succeeded" | "failed" | "cancelled" | "expired";
                platform?: string;
                model?: string;
                from?: number;
                to?: number;
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
                            request_id: string;
                            platform: string;
                            action: string;
                            model: string;
                            /** @enum {unknown} */
                            state: "accepted" | "submitting" | "queued" | "waiting_input" | "running" | "saving" | "succeeded" | "failed" | "cancelled" | "expired";
                            progress: number;
                            prompt: string;
                            key_id: number;
                            key_name: string;
                            group: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            started_at: number | null;
                            finished_at: number | null;
                            expires_at: number | null;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            held: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            cost: string;
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            assets: {
                                /** @enum {unknown} */
                                kind: "image" | "video" | "audio" | "text";
                                role: string;
                                url: string | null;
                                type: string | null;
                                bytes: number | null;
                            }[];
                            /** @description The path that took it, or empty. */
                            path: string;
                            /** @description What was asked, without media that were sent along. */
                            parameters: Record<string, never>;
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
    followTasks: {
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
    getTask: {
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
                        id: string;
                        request_id: string;
                        platform: string;
                        action: string;
                        model: string;
                        /** @enum {unknown} */
                        state: "accepted" | "submitting" | "queued" | "waiting_input" | "running" | "saving" | "succeeded" | "failed" | "cancelled" | "expired";
                        progress: number;
                        prompt: string;
                        key_id: number;
                        key_name: string;
                        group: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        started_at: number | null;
                        finished_at: number | null;
                        expires_at: number | null;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        held: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        cost: string;
                        error: {
                            code: string;
                            message: string;
                        } | null;
                        assets: {
                            /** @enum {unknown} */
                            kind: "image" | "video" | "audio" | "text";
                            role: string;
                            url: string | null;
                            type: string | null;
                            bytes: number | null;
                        }[];
                        /** @description The path that took it, or empty. */
                        path: string;
                        /** @description What was asked, without media that were sent along. */
                        parameters: Record<string, never>;
                        sandbox: boolean;
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
    removeTask: {
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
    cancelTask: {
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
                        id: string;
                        request_id: string;
                        platform: string;
                        action: string;
                        model: string;
                        /** @enum {unknown} */
                        state: "accepted" | "submitting" | "queued" | "waiting_input" | "running" | "saving" | "succeeded" | "failed" | "cancelled" | "expired";
                        progress: number;
                        prompt: string;
                        key_id: number;
                        key_name: string;
                        group: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        started_at: number | null;
                        finished_at: number | null;
                        expires_at: number | null;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        held: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        cost: string;
                        error: {
                            code: string;
                            message: string;
                        } | null;
                        assets: {
                            /** @enum {unknown} */
                            kind: "image" | "video" | "audio" | "text";
                            role: string;
                            url: string | null;
                            type: string | null;
                            bytes: number | null;
                        }[];
                        /** @description The path that took it, or empty. */
                        path: string;
                        /** @description What was asked, without media that were sent along. */
                        parameters: Record<string, never>;
                        sandbox: boolean;
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
    getTopUp: {
        parameters: {
            query?: {
                amount?: string;
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
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        minimum: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        maximum: string;
                        offers: {
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            bonus: string;
                        }[];
                        methods: {
                            gateway: string;
                            method: string;
                            provider: string;
                            label: string;
                            currency: string;
                            rate: string;
                            /** @description What the asked amount costs, a decimal of the currency. */
                            due?: string;
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
    listOrders: {
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
                            gateway: string;
                            /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                            method: string;
                            /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                            state: string;
                            currency: string;
                            /** @description What is asked for, a decimal of the currency. */
                            due: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credit: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            bonus: string;
                            /** @description Units of the currency for one USD. */
                            rate: string;
                            /** @description Where it is paid, while it can be; else empty. */
                            url: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            expires_at: number;
                            paid_at: number | null;
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
    createOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description USD as a decimal text, exact to a nano-dollar.
                     * @example 12.5
                     */
                    amount: string;
                    gateway: string;
                    method?: string;
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
                        id: string;
                        gateway: string;
                        /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                        method: string;
                        /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                        state: string;
                        currency: string;
                        /** @description What is asked for, a decimal of the currency. */
                        due: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        credit: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        bonus: string;
                        /** @description Units of the currency for one USD. */
                        rate: string;
                        /** @description Where it is paid, while it can be; else empty. */
                        url: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        /** @description Milliseconds since the epoch, UTC. */
                        expires_at: number;
                        paid_at: number | null;
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
    getOrder: {
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
                        id: string;
                        gateway: string;
                        /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                        method: string;
                        /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                        state: string;
                        currency: string;
                        /** @description What is asked for, a decimal of the currency. */
                        due: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        credit: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        bonus: string;
                        /** @description Units of the currency for one USD. */
                        rate: string;
                        /** @description Where it is paid, while it can be; else empty. */
                        url: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        /** @description Milliseconds since the epoch, UTC. */
                        expires_at: number;
                        paid_at: number | null;
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
    checkOrder: {
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
                        id: string;
                        gateway: string;
                        /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                        method: string;
                        /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                        state: string;
                        currency: string;
                        /** @description What is asked for, a decimal of the currency. */
                        due: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        credit: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        bonus: string;
                        /** @description Units of the currency for one USD. */
                        rate: string;
                        /** @description Where it is paid, while it can be; else empty. */
                        url: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        /** @description Milliseconds since the epoch, UTC. */
                        expires_at: number;
                        paid_at: number | null;
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
    cancelOrder: {
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
                        id: string;
                        gateway: string;
                        /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                        method: string;
                        /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                        state: string;
                        currency: string;
                        /** @description What is asked for, a decimal of the currency. */
                        due: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        credit: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        bonus: string;
                        /** @description Units of the currency for one USD. */
                        rate: string;
                        /** @description Where it is paid, while it can be; else empty. */
                        url: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        /** @description Milliseconds since the epoch, UTC. */
                        expires_at: number;
                        paid_at: number | null;
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
    searchOrders: {
        parameters: {
            query?: {
                q?: string;
                state?: "created" | "pending" | "processing" | "credited" | "paid_mismatch" | "expired" | "failed" | "cancelled" | "refund_pending" | "partly_refunded" | "refunded" | "disputed" | "charged_back";
                gateway?: string;
                only?: "open" | "problems";
                from?: number;
                to?: number;
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
                            gateway: string;
                            /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                            method: string;
                            /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                            state: string;
                            currency: string;
                            /** @description What is asked for, a decimal of the currency. */
                            due: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credit: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            bonus: string;
                            /** @description Units of the currency for one USD. */
                            rate: string;
                            /** @description Where it is paid, while it can be; else empty. */
                            url: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            expires_at: number;
                            paid_at: number | null;
                            account: {
                                id: number;
                                name: string;
                            };
                            /** @description Why an operator should look, or empty. */
                            problem: string;
                            reference: string;
                            polls: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            polled_at: number;
                            next_poll_at: number | null;
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
    exportOrders: {
        parameters: {
            query?: {
                q?: string;
                state?: "created" | "pending" | "processing" | "credited" | "paid_mismatch" | "expired" | "failed" | "cancelled" | "refund_pending" | "partly_refunded" | "refunded" | "disputed" | "charged_back";
                gateway?: string;
                only?: "open" | "problems";
                from?: number;
                to?: number;
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
    getOrderInFull: {
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
                        order: {
                            id: string;
                            gateway: string;
                            /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                            method: string;
                            /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                            state: string;
                            currency: string;
                            /** @description What is asked for, a decimal of the currency. */
                            due: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credit: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            bonus: string;
                            /** @description Units of the currency for one USD. */
                            rate: string;
                            /** @description Where it is paid, while it can be; else empty. */
                            url: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            expires_at: number;
                            paid_at: number | null;
                            account: {
                                id: number;
                                name: string;
                            };
                            /** @description Why an operator should look, or empty. */
                            problem: string;
                            reference: string;
                            polls: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            polled_at: number;
                            next_poll_at: number | null;
                        };
                        payments: {
                            id: string;
                            /** @description The provider’s own number. */
                            txn: string;
                            amount: string;
                            currency: string;
                            method: string;
                            /** @description credited, parked, disputed, lost. */
                            state: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credited: string;
                            refunded: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            taken_back: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            worth?: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            refunds: {
                                id: string;
                                amount: string;
                                state: string;
                                author: string;
                                note: string;
                                /** @description Milliseconds since the epoch, UTC. */
                                at: number;
                            }[];
                        }[];
                        events: {
                            id: string;
                            kind: string;
                            outcome: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
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
    listStrayEvents: {
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
                            id: string;
                            gateway: string;
                            kind: string;
                            outcome: string;
                            /** @description What came in, as it came. */
                            text: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
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
    reconcileOrders: {
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
                        checked: number;
                        credited: number;
                        failed: number;
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
    checkAnyOrder: {
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
                        order: {
                            id: string;
                            gateway: string;
                            /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                            method: string;
                            /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                            state: string;
                            currency: string;
                            /** @description What is asked for, a decimal of the currency. */
                            due: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credit: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            bonus: string;
                            /** @description Units of the currency for one USD. */
                            rate: string;
                            /** @description Where it is paid, while it can be; else empty. */
                            url: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            expires_at: number;
                            paid_at: number | null;
                            account: {
                                id: number;
                                name: string;
                            };
                            /** @description Why an operator should look, or empty. */
                            problem: string;
                            reference: string;
                            polls: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            polled_at: number;
                            next_poll_at: number | null;
                        };
                        payments: {
                            id: string;
                            /** @description The provider’s own number. */
                            txn: string;
                            amount: string;
                            currency: string;
                            method: string;
                            /** @description credited, parked, disputed, lost. */
                            state: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credited: string;
                            refunded: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            taken_back: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            worth?: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            refunds: {
                                id: string;
                                amount: string;
                                state: string;
                                author: string;
                                note: string;
                                /** @description Milliseconds since the epoch, UTC. */
                                at: number;
                            }[];
                        }[];
                        events: {
                            id: string;
                            kind: string;
                            outcome: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
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
    settleOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The provider’s number of the payment. */
                    txn: string;
                    note: string;
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
                        order: {
                            id: string;
                            gateway: string;
                            /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                            method: string;
                            /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                            state: string;
                            currency: string;
                            /** @description What is asked for, a decimal of the currency. */
                            due: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credit: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            bonus: string;
                            /** @description Units of the currency for one USD. */
                            rate: string;
                            /** @description Where it is paid, while it can be; else empty. */
                            url: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            expires_at: number;
                            paid_at: number | null;
                            account: {
                                id: number;
                                name: string;
                            };
                            /** @description Why an operator should look, or empty. */
                            problem: string;
                            reference: string;
                            polls: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            polled_at: number;
                            next_poll_at: number | null;
                        };
                        payments: {
                            id: string;
                            /** @description The provider’s own number. */
                            txn: string;
                            amount: string;
                            currency: string;
                            method: string;
                            /** @description credited, parked, disputed, lost. */
                            state: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credited: string;
                            refunded: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            taken_back: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            worth?: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            refunds: {
                                id: string;
                                amount: string;
                                state: string;
                                author: string;
                                note: string;
                                /** @description Milliseconds since the epoch, UTC. */
                                at: number;
                            }[];
                        }[];
                        events: {
                            id: string;
                            kind: string;
                            outcome: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
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
    creditParkedPayment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    payment: string;
                    /**
                     * @description USD as a decimal text, exact to a nano-dollar.
                     * @example 12.5
                     */
                    amount?: string;
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
                        order: {
                            id: string;
                            gateway: string;
                            /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                            method: string;
                            /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                            state: string;
                            currency: string;
                            /** @description What is asked for, a decimal of the currency. */
                            due: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credit: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            bonus: string;
                            /** @description Units of the currency for one USD. */
                            rate: string;
                            /** @description Where it is paid, while it can be; else empty. */
                            url: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            expires_at: number;
                            paid_at: number | null;
                            account: {
                                id: number;
                                name: string;
                            };
                            /** @description Why an operator should look, or empty. */
                            problem: string;
                            reference: string;
                            polls: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            polled_at: number;
                            next_poll_at: number | null;
                        };
                        payments: {
                            id: string;
                            /** @description The provider’s own number. */
                            txn: string;
                            amount: string;
                            currency: string;
                            method: string;
                            /** @description credited, parked, disputed, lost. */
                            state: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credited: string;
                            refunded: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            taken_back: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            worth?: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            refunds: {
                                id: string;
                                amount: string;
                                state: string;
                                author: string;
                                note: string;
                                /** @description Milliseconds since the epoch, UTC. */
                                at: number;
                            }[];
                        }[];
                        events: {
                            id: string;
                            kind: string;
                            outcome: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
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
    refundPayment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    payment: string;
                    /** @description A decimal of the currency; all that is left. */
                    amount?: string;
                    note: string;
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
                        order: {
                            id: string;
                            gateway: string;
                            /** @description Such as alipay or wxpay; empty where the provider’s page asks. */
                            method: string;
                            /** @description created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back. */
                            state: string;
                            currency: string;
                            /** @description What is asked for, a decimal of the currency. */
                            due: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credit: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            bonus: string;
                            /** @description Units of the currency for one USD. */
                            rate: string;
                            /** @description Where it is paid, while it can be; else empty. */
                            url: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            expires_at: number;
                            paid_at: number | null;
                            account: {
                                id: number;
                                name: string;
                            };
                            /** @description Why an operator should look, or empty. */
                            problem: string;
                            reference: string;
                            polls: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            polled_at: number;
                            next_poll_at: number | null;
                        };
                        payments: {
                            id: string;
                            /** @description The provider’s own number. */
                            txn: string;
                            amount: string;
                            currency: string;
                            method: string;
                            /** @description credited, parked, disputed, lost. */
                            state: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            credited: string;
                            refunded: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            taken_back: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            worth?: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            refunds: {
                                id: string;
                                amount: string;
                                state: string;
                                author: string;
                                note: string;
                                /** @description Milliseconds since the epoch, UTC. */
                                at: number;
                            }[];
                        }[];
                        events: {
                            id: string;
                            kind: string;
                            outcome: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
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
    searchAccounts: {
        parameters: {
            query?: {
                q?: string;
                role?: "owner" | "admin" | "finance" | "support" | "read-only" | "user";
                group?: string;
                enabled?: boolean;
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
                            id: number;
                            name: string;
                            display_name: string;
                            email: string;
                            /** @enum {unknown} */
                            role: "owner" | "admin" | "finance" | "support" | "read-only" | "user";
                            group: string;
                            enabled: boolean;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            balance: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            spent: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            seen_at: number | null;
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
    createAccount: {
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
                    password?: string;
                    email?: string;
                    /** @enum {unknown} */
                    role?: "owner" | "admin" | "finance" | "support" | "read-only" | "user";
                    group?: string;
                    /**
                     * @description USD as a decimal text, exact to a nano-dollar.
                     * @example 12.5
                     */
                    balance?: string;
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
                        name: string;
                        display_name: string;
                        email: string;
                        /** @enum {unknown} */
                        role: "owner" | "admin" | "finance" | "support" | "read-only" | "user";
                        group: string;
                        enabled: boolean;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        seen_at: number | null;
                        time_zone: string;
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
                        reserved: string;
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
                        has_password: boolean;
                        second_factor: boolean;
                        sessions: number;
                        passkeys: number;
                        identities: {
                            provider: string;
                            label: string;
                        }[];
                        organisations: {
                            id: number;
                            name: string;
                            role: string;
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
    exportAccounts: {
        parameters: {
            query?: {
                q?: string;
                role?: "owner" | "admin" | "finance" | "support" | "read-only" | "user";
                group?: string;
                enabled?: boolean;
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
    getAccount: {
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
                        display_name: string;
                        email: string;
                        /** @enum {unknown} */
                        role: "owner" | "admin" | "finance" | "support" | "read-only" | "user";
                        group: string;
                        enabled: boolean;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        seen_at: number | null;
                        time_zone: string;
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
                        reserved: string;
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
                        has_password: boolean;
                        second_factor: boolean;
                        sessions: number;
                        passkeys: number;
                        identities: {
                            provider: string;
                            label: string;
                        }[];
                        organisations: {
                            id: number;
                            name: string;
                            role: string;
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
    changeAccount: {
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
                    /** @enum {unknown} */
                    role?: "owner" | "admin" | "finance" | "support" | "read-only" | "user";
                    group?: string;
                    enabled?: boolean;
                    email?: string | "";
                    display_name?: string;
                    time_zone?: string;
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
                        display_name: string;
                        email: string;
                        /** @enum {unknown} */
                        role: "owner" | "admin" | "finance" | "support" | "read-only" | "user";
                        group: string;
                        enabled: boolean;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        seen_at: number | null;
                        time_zone: string;
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
                        reserved: string;
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
                        has_password: boolean;
                        second_factor: boolean;
                        sessions: number;
                        passkeys: number;
                        identities: {
                            provider: string;
                            label: string;
                        }[];
                        organisations: {
                            id: number;
                            name: string;
                            role: string;
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
    listKeysOfAccount: {
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
                            /** @description Whether kept answers are given and kept without asking, where the gateway keeps any. */
                            cache: boolean;
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
    listCallsOfAccount: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
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
    listTransfersOfAccount: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
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
    adjustBalance: {
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
                    /**
                     * @description USD as a decimal text, exact to a nano-dollar.
                     * @example 12.5
                     */
                    amount: string;
                    reason: string;
                    /** @description Makes a repeat of the same request harmless. */
                    reference?: string;
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
                        display_name: string;
                        email: string;
                        /** @enum {unknown} */
                        role: "owner" | "admin" | "finance" | "support" | "read-only" | "user";
                        group: string;
                        enabled: boolean;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        seen_at: number | null;
                        time_zone: string;
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
                        reserved: string;
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
                        has_password: boolean;
                        second_factor: boolean;
                        sessions: number;
                        passkeys: number;
                        identities: {
                            provider: string;
                            label: string;
                        }[];
                        organisations: {
                            id: number;
                            name: string;
                            role: string;
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
    setOverdraft: {
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
                    /**
                     * @description USD as a decimal text, exact to a nano-dollar.
                     * @example 12.5
                     */
                    amount: string;
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
                        display_name: string;
                        email: string;
                        /** @enum {unknown} */
                        role: "owner" | "admin" | "finance" | "support" | "read-only" | "user";
                        group: string;
                        enabled: boolean;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        seen_at: number | null;
                        time_zone: string;
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
                        reserved: string;
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
                        has_password: boolean;
                        second_factor: boolean;
                        sessions: number;
                        passkeys: number;
                        identities: {
                            provider: string;
                            label: string;
                        }[];
                        organisations: {
                            id: number;
                            name: string;
                            role: string;
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
    switchKeyOfAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                key: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled: boolean;
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
    makePasswordLink: {
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
                        path: string;
                        /** @description Milliseconds since the epoch, UTC. */
                        expires_at: number;
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
    setPasswordByLink: {
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
                        name: string;
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
    listSessionsOfAccount: {
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
                        items: {
                            id: number;
                            agent: string;
                            address: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            seen_at: number;
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
    endSessionsOfAccount: {
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
    removeSecondFactorOfAccount: {
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
    listOrganisations: {
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
                            id: number;
                            name: string;
                            time_zone: string;
                            enabled: boolean;
                            declared: boolean;
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
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            balance: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            spent: string;
                            members: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
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
    createOrganisation: {
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
                    time_zone?: string;
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
                        name: string;
                        time_zone: string;
                        enabled: boolean;
                        declared: boolean;
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
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        members: number;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        people: {
                            account: {
                                id: number;
                                name: string;
                            };
                            role: "owner" | "member";
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
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            spent: string;
                            declared: boolean;
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
    exportOrganisations: {
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
    getOrganisation: {
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
                        time_zone: string;
                        enabled: boolean;
                        declared: boolean;
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
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        members: number;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        people: {
                            account: {
                                id: number;
                                name: string;
                            };
                            role: "owner" | "member";
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
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            spent: string;
                            declared: boolean;
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
    changeOrganisation: {
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
                    enabled?: boolean;
                    time_zone?: string;
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
                        time_zone: string;
                        enabled: boolean;
                        declared: boolean;
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
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        members: number;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        people: {
                            account: {
                                id: number;
                                name: string;
                            };
                            role: "owner" | "member";
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
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            spent: string;
                            declared: boolean;
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
    adjustOrganisation: {
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
                    /**
                     * @description USD as a decimal text, exact to a nano-dollar.
                     * @example 12.5
                     */
                    amount: string;
                    reason: string;
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
                        time_zone: string;
                        enabled: boolean;
                        declared: boolean;
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
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        members: number;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        people: {
                            account: {
                                id: number;
                                name: string;
                            };
                            role: "owner" | "member";
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
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            spent: string;
                            declared: boolean;
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
    putMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                account: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    role?: "owner" | "member";
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
                        time_zone: string;
                        enabled: boolean;
                        declared: boolean;
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
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        members: number;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        people: {
                            account: {
                                id: number;
                                name: string;
                            };
                            role: "owner" | "member";
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
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            spent: string;
                            declared: boolean;
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
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                account: number;
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
                        time_zone: string;
                        enabled: boolean;
                        declared: boolean;
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
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        balance: string;
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        spent: string;
                        members: number;
                        /** @description Milliseconds since the epoch, UTC. */
                        created_at: number;
                        people: {
                            account: {
                                id: number;
                                name: string;
                            };
                            role: "owner" | "member";
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
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            spent: string;
                            declared: boolean;
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
    listCodeBatches: {
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
                            batch: string;
                            codes: number;
                            /** @description How often its codes may be redeemed in all. */
                            uses: number;
                            redeemed: number;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            redeemed_amount: string;
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
    issueCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    batch: string;
                    count: number;
                    /**
                     * @description USD as a decimal text, exact to a nano-dollar.
                     * @example 12.5
                     */
                    amount: string;
                    /** @description How many accounts may redeem each code, once each. */
                    uses?: number;
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
                        codes: string[];
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
    switchCodeBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled: boolean;
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
                        changed: number;
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
    listCodes: {
        parameters: {
            query?: {
                batch?: string;
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
                            /** @description Stands for the code without telling it. */
                            id: string;
                            batch: string;
                            /** @description Its last characters. */
                            hint: string;
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            amount: string;
                            /** @description new, redeemed, off, expired. */
                            state: string;
                            expires_at: number | null;
                            /** @description Milliseconds since the epoch, UTC. */
                            created_at: number;
                            author: string;
                            /** @description How many accounts may redeem it, each once. */
                            uses: number;
                            used: number;
                            redeemed_by: {
                                id: number;
                                name: string;
                            } | null;
                            redeemed_at: number | null;
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
    switchCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled: boolean;
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
    exportCodes: {
        parameters: {
            query?: {
                batch?: string;
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
    listChanges: {
        parameters: {
            query?: {
                actor?: string;
                action?: string;
                subject?: string;
                from?: number;
                to?: number;
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
                            id: number;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            actor: {
                                id: number;
                                name: string;
                            };
                            /** @description session, token, file, command, system. */
                            via: string;
                            action: string;
                            subject: string;
                            /** @description JSON text, or empty. */
                            before: string;
                            /** @description JSON text, or empty. */
                            after: string;
                            address: string;
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
    exportChanges: {
        parameters: {
            query?: {
                actor?: string;
                action?: string;
                subject?: string;
                from?: number;
                to?: number;
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
    getNoticeSettings: {
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
                        language: "en" | "zh";
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        threshold: string;
                        choices: {
                            type: string;
                            wanted: boolean;
                        }[];
                        targets: {
                            id: string;
                            kind: "email" | "webhook" | "bark" | "telegram";
                            /** @description Where it goes, without what is secret. */
                            place: string;
                        }[];
                        /** @description Whether this gateway sends mail. */
                        mail: boolean;
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
    changeNoticeSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    language?: "en" | "zh";
                    /**
                     * @description USD as a decimal text, exact to a nano-dollar.
                     * @example 12.5
                     */
                    threshold?: string;
                    off?: string[];
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
                        language: "en" | "zh";
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        threshold: string;
                        choices: {
                            type: string;
                            wanted: boolean;
                        }[];
                        targets: {
                            id: string;
                            kind: "email" | "webhook" | "bark" | "telegram";
                            /** @description Where it goes, without what is secret. */
                            place: string;
                        }[];
                        /** @description Whether this gateway sends mail. */
                        mail: boolean;
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
    addNoticeTarget: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    kind: "email" | "webhook" | "bark" | "telegram";
                    url?: string;
                    key?: string;
                    token?: string;
                    chat?: string;
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
                        settings: {
                            language: "en" | "zh";
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            threshold: string;
                            choices: {
                                type: string;
                                wanted: boolean;
                            }[];
                            targets: {
                                id: string;
                                kind: "email" | "webhook" | "bark" | "telegram";
                                /** @description Where it goes, without what is secret. */
                                place: string;
                            }[];
                            /** @description Whether this gateway sends mail. */
                            mail: boolean;
                        };
                        secret?: string;
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
    removeNoticeTarget: {
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
                        language: "en" | "zh";
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        threshold: string;
                        choices: {
                            type: string;
                            wanted: boolean;
                        }[];
                        targets: {
                            id: string;
                            kind: "email" | "webhook" | "bark" | "telegram";
                            /** @description Where it goes, without what is secret. */
                            place: string;
                        }[];
                        /** @description Whether this gateway sends mail. */
                        mail: boolean;
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
    testNoticeTarget: {
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
                        arrived: boolean;
                        said: string;
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
    listNotices: {
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
                            id: string;
                            type: string;
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            title: string;
                            body: string;
                            deliveries: {
                                kind: string;
                                state: string;
                                said: string;
                                attempts: number;
                            }[];
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
    readAnnouncements: {
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
                            title: string;
                            /** @description Plain text. */
                            body: string;
                            tone: "plain" | "warning";
                            /** @description Milliseconds since the epoch, UTC. */
                            from: number;
                            until: number | null;
                            author: string;
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
    announce: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title: string;
                    body?: string;
                    tone?: "plain" | "warning";
                    /** @description Milliseconds since the epoch, UTC. */
                    from?: number;
                    until?: number | null;
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
                        title: string;
                        /** @description Plain text. */
                        body: string;
                        tone: "plain" | "warning";
                        /** @description Milliseconds since the epoch, UTC. */
                        from: number;
                        until: number | null;
                        author: string;
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
    dismissAnnouncement: {
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
    listAnnouncements: {
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
                            title: string;
                            /** @description Plain text. */
                            body: string;
                            tone: "plain" | "warning";
                            /** @description Milliseconds since the epoch, UTC. */
                            from: number;
                            until: number | null;
                            author: string;
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
    removeAnnouncement: {
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
    getMail: {
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
                        set: boolean;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        host: string;
                        port: number;
                        security: string;
                        user: string;
                        has_password: boolean;
                        from: string;
                        from_name: string;
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
    setMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    host: string;
                    port?: number;
                    security?: string;
                    user?: string;
                    password?: string;
                    from?: string;
                    from_name?: string;
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
                        set: boolean;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        host: string;
                        port: number;
                        security: string;
                        user: string;
                        has_password: boolean;
                        from: string;
                        from_name: string;
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
    removeMail: {
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
    testMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    to: string;
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
                        arrived: boolean;
                        said: string;
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
    listPaymentGateways: {
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
                            name: string;
                            /** @enum {unknown} */
                            provider: "stripe" | "epay" | "epay_rsa";
                            /** @description Off: takes no new orders; what is open is still heard and asked after. */
                            enabled: boolean;
                            label: string;
                            currency: string;
                            /** @description Units of the currency for one USD. */
                            rate: string;
                            /** @description How far a payment may be from what is due, a decimal of the currency. */
                            tolerance: string;
                            methods: string[];
                            base_url: string;
                            /** @description The merchant’s number, of Epay. */
                            pid: string;
                            /** @description How the key stands in what is signed, of Epay: plain or amp_key. */
                            sign: string;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            /** @description File and line, where it is declared. */
                            place: string | null;
                            /** @description Empty while public_url is not set. */
                            notify_url: string;
                            /** @description Whether orders wait for their payment there. */
                            open_orders: boolean;
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
    addPaymentGateway: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled?: boolean;
                    label?: string;
                    currency?: string;
                    rate?: string;
                    tolerance?: string;
                    methods?: string[];
                    base_url?: string;
                    pid?: string;
                    sign?: string;
                    /** @description Written, and never shown again. */
                    key?: string;
                    /** @description Written, and never shown again. */
                    secret_key?: string;
                    /** @description Several while one is replaced. */
                    webhook_secrets?: string[];
                    /** @description Written, and never shown again. */
                    private_key?: string;
                    /** @description The platform’s public key. */
                    platform_key?: string;
                    name: string;
                    /** @enum {unknown} */
                    provider: "stripe" | "epay" | "epay_rsa";
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
                        name: string;
                        /** @enum {unknown} */
                        provider: "stripe" | "epay" | "epay_rsa";
                        /** @description Off: takes no new orders; what is open is still heard and asked after. */
                        enabled: boolean;
                        label: string;
                        currency: string;
                        /** @description Units of the currency for one USD. */
                        rate: string;
                        /** @description How far a payment may be from what is due, a decimal of the currency. */
                        tolerance: string;
                        methods: string[];
                        base_url: string;
                        /** @description The merchant’s number, of Epay. */
                        pid: string;
                        /** @description How the key stands in what is signed, of Epay: plain or amp_key. */
                        sign: string;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        /** @description File and line, where it is declared. */
                        place: string | null;
                        /** @description Empty while public_url is not set. */
                        notify_url: string;
                        /** @description Whether orders wait for their payment there. */
                        open_orders: boolean;
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
    removePaymentGateway: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
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
    changePaymentGateway: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled?: boolean;
                    label?: string;
                    currency?: string;
                    rate?: string;
                    tolerance?: string;
                    methods?: string[];
                    base_url?: string;
                    pid?: string;
                    sign?: string;
                    /** @description Written, and never shown again. */
                    key?: string;
                    /** @description Written, and never shown again. */
                    secret_key?: string;
                    /** @description Several while one is replaced. */
                    webhook_secrets?: string[];
                    /** @description Written, and never shown again. */
                    private_key?: string;
                    /** @description The platform’s public key. */
                    platform_key?: string;
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
                        name: string;
                        /** @enum {unknown} */
                        provider: "stripe" | "epay" | "epay_rsa";
                        /** @description Off: takes no new orders; what is open is still heard and asked after. */
                        enabled: boolean;
                        label: string;
                        currency: string;
                        /** @description Units of the currency for one USD. */
                        rate: string;
                        /** @description How far a payment may be from what is due, a decimal of the currency. */
                        tolerance: string;
                        methods: string[];
                        base_url: string;
                        /** @description The merchant’s number, of Epay. */
                        pid: string;
                        /** @description How the key stands in what is signed, of Epay: plain or amp_key. */
                        sign: string;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        /** @description File and line, where it is declared. */
                        place: string | null;
                        /** @description Empty while public_url is not set. */
                        notify_url: string;
                        /** @description Whether orders wait for their payment there. */
                        open_orders: boolean;
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
    listSignInProviders: {
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
                            name: string;
                            /** @enum {unknown} */
                            provider: "oidc" | "github";
                            /** @description What the button says. */
                            label: string;
                            issuer: string;
                            client_id: string;
                            scopes: string;
                            domains: string[];
                            site_url: string;
                            api_url: string;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            /** @description File and line, where it is declared. */
                            place: string | null;
                            /** @description What the provider is to be told; empty while public_url is not set. */
                            callback_url: string;
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
    addSignInProvider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    label?: string;
                    issuer?: string;
                    client_id?: string;
                    /** @description Written, and never shown again. */
                    client_secret?: string;
                    scopes?: string;
                    domains?: string[];
                    site_url?: string;
                    api_url?: string;
                    name: string;
                    /** @enum {unknown} */
                    provider: "oidc" | "github";
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
                        name: string;
                        /** @enum {unknown} */
                        provider: "oidc" | "github";
                        /** @description What the button says. */
                        label: string;
                        issuer: string;
                        client_id: string;
                        scopes: string;
                        domains: string[];
                        site_url: string;
                        api_url: string;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        /** @description File and line, where it is declared. */
                        place: string | null;
                        /** @description What the provider is to be told; empty while public_url is not set. */
                        callback_url: string;
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
    removeSignInProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
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
    changeSignInProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    label?: string;
                    issuer?: string;
                    client_id?: string;
                    /** @description Written, and never shown again. */
                    client_secret?: string;
                    scopes?: string;
                    domains?: string[];
                    site_url?: string;
                    api_url?: string;
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
                        name: string;
                        /** @enum {unknown} */
                        provider: "oidc" | "github";
                        /** @description What the button says. */
                        label: string;
                        issuer: string;
                        client_id: string;
                        scopes: string;
                        domains: string[];
                        site_url: string;
                        api_url: string;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        /** @description File and line, where it is declared. */
                        place: string | null;
                        /** @description What the provider is to be told; empty while public_url is not set. */
                        callback_url: string;
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
    getModel: {
        parameters: {
            query: {
                id: string;
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
                        model: {
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
                        };
                        hours: {
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            /** @description The share of calls that were served, faults of the callers’ own aside; null without a call. */
                            served: number | null;
                            mean_ms: number | null;
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
    listChannels: {
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
                            provider: string;
                            /** @description Its provider’s name. */
                            title: string;
                            address: string;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            /** @description File and line, where it is declared. */
                            place: string | null;
                            /** @description Why it is not in force, where it cannot be read. */
                            fault: string | null;
                            enabled: boolean;
                            /** @description Held by hand: it takes no new calls. */
                            drained: boolean;
                            rests: ({
                                /** @description Milliseconds since the epoch, UTC. */
                                at: number;
                                /** @description Empty where every credential is meant. */
                                credential: string;
                                /** @description Empty where every model is meant. */
                                model: string;
                                /** @enum {unknown} */
                                event: "open" | "cooling" | "suspended" | "off" | "held" | "closed";
                                reason: string;
                                /** @description When a real request tries again; 0 for never by itself. */
                                until: number;
                                trips: number;
                            } & {
                                /** @description Its time is over: the next real request tries it. */
                                due: boolean;
                            })[];
                            priority: number;
                            weight: number;
                            groups: string[];
                            tag: string;
                            /** @description Channels in force of the same priority that share a group and a model with it. */
                            beside: number[];
                            speaks: string[];
                            keys: number;
                            models: number;
                            all_models: boolean;
                            /** @description Models of it that nobody can call, since they have no price. */
                            unpriced: string[];
                            /** @description Calls under way now, on this node. */
                            under_way: number;
                            day: {
                                /** @description Milliseconds since the epoch, UTC. */
                                from: number;
                                /** @description By quarters of an hour. */
                                tries: number[];
                                failed: number[];
                                mean_ms: number;
                                calls: number;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                amount: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                cost: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                margin: string;
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
    createChannel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    base_url?: string | null;
                    speaks?: string[] | null;
                    models?: (string | {
                        name: string;
                        upstream: string;
                    })[] | null;
                    groups?: string[] | null;
                    priority?: number | null;
                    weight?: number | null;
                    enabled?: boolean | null;
                    cost?: number | null;
                    costs?: {
                        [key: string]: unknown;
                    }[] | null;
                    key_order?: ("random" | "round_robin" | "least_used") | null;
                    timeouts?: {
                        [key: string]: number;
                    } | null;
                    parameters?: {
                        [key: string]: unknown;
                    }[] | null;
                    headers?: {
                        set?: {
                            [key: string]: string;
                        };
                        drop?: string[];
                        pass?: string[];
                    } | null;
                    status?: {
                        [key: string]: number;
                    } | null;
                    system_prompt?: {
                        text: string;
                        mode: string;
                    } | null;
                    proxy?: string | null;
                    pass_through?: boolean | null;
                    strict_translation?: boolean | null;
                    cache?: boolean | null;
                    tag?: string | null;
                    limits?: {
                        concurrency?: number;
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
                        wait_seconds?: number;
                    } | null;
                    region?: string | null;
                    regions?: {
                        [key: string]: string;
                    } | null;
                    project?: string | null;
                    account?: string | null;
                    api_version?: string | null;
                    scope?: string | null;
                    auth?: (string | {
                        header: string;
                        prefix: string;
                    }) | null;
                    paths?: {
                        [key: string]: string;
                    } | null;
                    keys?: (string | {
                        /** @description The secret; never shown again. */
                        key?: string;
                        /** @description Instead of the secret: the one that is there stays. */
                        id?: string;
                        enabled?: boolean;
                        /** @description What it costs the operator, of the list price. */
                        cost?: number;
                        limits?: {
                            concurrency?: number;
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
                            wait_seconds?: number;
                        };
                    })[];
                    name: string;
                    provider: string;
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
                        row: {
                            id: number;
                            name: string;
                            provider: string;
                            /** @description Its provider’s name. */
                            title: string;
                            address: string;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            /** @description File and line, where it is declared. */
                            place: string | null;
                            /** @description Why it is not in force, where it cannot be read. */
                            fault: string | null;
                            enabled: boolean;
                            /** @description Held by hand: it takes no new calls. */
                            drained: boolean;
                            rests: ({
                                /** @description Milliseconds since the epoch, UTC. */
                                at: number;
                                /** @description Empty where every credential is meant. */
                                credential: string;
                                /** @description Empty where every model is meant. */
                                model: string;
                                /** @enum {unknown} */
                                event: "open" | "cooling" | "suspended" | "off" | "held" | "closed";
                                reason: string;
                                /** @description When a real request tries again; 0 for never by itself. */
                                until: number;
                                trips: number;
                            } & {
                                /** @description Its time is over: the next real request tries it. */
                                due: boolean;
                            })[];
                            priority: number;
                            weight: number;
                            groups: string[];
                            tag: string;
                            /** @description Channels in force of the same priority that share a group and a model with it. */
                            beside: number[];
                            speaks: string[];
                            keys: number;
                            models: number;
                            all_models: boolean;
                            /** @description Models of it that nobody can call, since they have no price. */
                            unpriced: string[];
                            /** @description Calls under way now, on this node. */
                            under_way: number;
                            day: {
                                /** @description Milliseconds since the epoch, UTC. */
                                from: number;
                                /** @description By quarters of an hour. */
                                tries: number[];
                                failed: number[];
                                mean_ms: number;
                                calls: number;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                amount: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                cost: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                margin: string;
                            };
                        };
                        channel: {
                            base_url?: string;
                            speaks?: string[];
                            /** @description Names, `*` for all that the catalog knows, or a name and what goes upstream instead. */
                            models?: (string | {
                                name: string;
                                upstream: string;
                            })[];
                            groups?: string[];
                            priority?: number;
                            weight?: number;
                            enabled?: boolean;
                            /** @description What it costs the operator, of the list price. */
                            cost?: number;
                            /** @description Prices as of the file, of what the operator pays for single models. */
                            costs?: {
                                [key: string]: unknown;
                            }[];
                            /** @enum {unknown} */
                            key_order?: "random" | "round_robin" | "least_used";
                            /** @description connect, first_byte, idle: seconds. */
                            timeouts?: {
                                [key: string]: number;
                            };
                            parameters?: {
                                [key: string]: unknown;
                            }[];
                            headers?: {
                                set?: {
                                    [key: string]: string;
                                };
                                drop?: string[];
                                pass?: string[];
                            };
                            status?: {
                                [key: string]: number;
                            };
                            system_prompt?: {
                                text: string;
                                mode: string;
                            };
                            /** @description With a user name and password it is shown as •••. */
                            proxy?: string;
                            pass_through?: boolean;
                            strict_translation?: boolean;
                            /** @description Its answers are kept, and kept ones given, without asking. */
                            cache?: boolean;
                            /** @description A word for channels that are switched and changed together. */
                            tag?: string;
                            limits?: {
                                concurrency?: number;
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
                                wait_seconds?: number;
                            };
                            region?: string;
                            regions?: {
                                [key: string]: string;
                            };
                            project?: string;
                            account?: string;
                            api_version?: string;
                            scope?: string;
                            auth?: string | {
                                header: string;
                                prefix: string;
                            };
                            paths?: {
                                [key: string]: string;
                            };
                            name: string;
                            provider: string;
                            keys: {
                                id: string;
                                /** @description Its last characters. */
                                hint: string;
                                enabled?: boolean;
                                /** @description What it costs the operator, of the list price. */
                                cost?: number;
                                limits?: {
                                    concurrency?: number;
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
                                    wait_seconds?: number;
                                };
                            }[];
                        };
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
    changeChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: number[];
                    change: {
                        enabled?: boolean;
                        priority?: number;
                        weight?: number;
                        add_groups?: string[];
                        remove_groups?: string[];
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
                        items: {
                            id: number;
                            name: string;
                            provider: string;
                            /** @description Its provider’s name. */
                            title: string;
                            address: string;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            /** @description File and line, where it is declared. */
                            place: string | null;
                            /** @description Why it is not in force, where it cannot be read. */
                            fault: string | null;
                            enabled: boolean;
                            /** @description Held by hand: it takes no new calls. */
                            drained: boolean;
                            rests: ({
                                /** @description Milliseconds since the epoch, UTC. */
                                at: number;
                                /** @description Empty where every credential is meant. */
                                credential: string;
                                /** @description Empty where every model is meant. */
                                model: string;
                                /** @enum {unknown} */
                                event: "open" | "cooling" | "suspended" | "off" | "held" | "closed";
                                reason: string;
                                /** @description When a real request tries again; 0 for never by itself. */
                                until: number;
                                trips: number;
                            } & {
                                /** @description Its time is over: the next real request tries it. */
                                due: boolean;
                            })[];
                            priority: number;
                            weight: number;
                            groups: string[];
                            tag: string;
                            /** @description Channels in force of the same priority that share a group and a model with it. */
                            beside: number[];
                            speaks: string[];
                            keys: number;
                            models: number;
                            all_models: boolean;
                            /** @description Models of it that nobody can call, since they have no price. */
                            unpriced: string[];
                            /** @description Calls under way now, on this node. */
                            under_way: number;
                            day: {
                                /** @description Milliseconds since the epoch, UTC. */
                                from: number;
                                /** @description By quarters of an hour. */
                                tries: number[];
                                failed: number[];
                                mean_ms: number;
                                calls: number;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                amount: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                cost: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                margin: string;
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
    getChannel: {
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
                        row: {
                            id: number;
                            name: string;
                            provider: string;
                            /** @description Its provider’s name. */
                            title: string;
                            address: string;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            /** @description File and line, where it is declared. */
                            place: string | null;
                            /** @description Why it is not in force, where it cannot be read. */
                            fault: string | null;
                            enabled: boolean;
                            /** @description Held by hand: it takes no new calls. */
                            drained: boolean;
                            rests: ({
                                /** @description Milliseconds since the epoch, UTC. */
                                at: number;
                                /** @description Empty where every credential is meant. */
                                credential: string;
                                /** @description Empty where every model is meant. */
                                model: string;
                                /** @enum {unknown} */
                                event: "open" | "cooling" | "suspended" | "off" | "held" | "closed";
                                reason: string;
                                /** @description When a real request tries again; 0 for never by itself. */
                                until: number;
                                trips: number;
                            } & {
                                /** @description Its time is over: the next real request tries it. */
                                due: boolean;
                            })[];
                            priority: number;
                            weight: number;
                            groups: string[];
                            tag: string;
                            /** @description Channels in force of the same priority that share a group and a model with it. */
                            beside: number[];
                            speaks: string[];
                            keys: number;
                            models: number;
                            all_models: boolean;
                            /** @description Models of it that nobody can call, since they have no price. */
                            unpriced: string[];
                            /** @description Calls under way now, on this node. */
                            under_way: number;
                            day: {
                                /** @description Milliseconds since the epoch, UTC. */
                                from: number;
                                /** @description By quarters of an hour. */
                                tries: number[];
                                failed: number[];
                                mean_ms: number;
                                calls: number;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                amount: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                cost: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                margin: string;
                            };
                        };
                        channel: {
                            base_url?: string;
                            speaks?: string[];
                            /** @description Names, `*` for all that the catalog knows, or a name and what goes upstream instead. */
                            models?: (string | {
                                name: string;
                                upstream: string;
                            })[];
                            groups?: string[];
                            priority?: number;
                            weight?: number;
                            enabled?: boolean;
                            /** @description What it costs the operator, of the list price. */
                            cost?: number;
                            /** @description Prices as of the file, of what the operator pays for single models. */
                            costs?: {
                                [key: string]: unknown;
                            }[];
                            /** @enum {unknown} */
                            key_order?: "random" | "round_robin" | "least_used";
                            /** @description connect, first_byte, idle: seconds. */
                            timeouts?: {
                                [key: string]: number;
                            };
                            parameters?: {
                                [key: string]: unknown;
                            }[];
                            headers?: {
                                set?: {
                                    [key: string]: string;
                                };
                                drop?: string[];
                                pass?: string[];
                            };
                            status?: {
                                [key: string]: number;
                            };
                            system_prompt?: {
                                text: string;
                                mode: string;
                            };
                            /** @description With a user name and password it is shown as •••. */
                            proxy?: string;
                            pass_through?: boolean;
                            strict_translation?: boolean;
                            /** @description Its answers are kept, and kept ones given, without asking. */
                            cache?: boolean;
                            /** @description A word for channels that are switched and changed together. */
                            tag?: string;
                            limits?: {
                                concurrency?: number;
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
                                wait_seconds?: number;
                            };
                            region?: string;
                            regions?: {
                                [key: string]: string;
                            };
                            project?: string;
                            account?: string;
                            api_version?: string;
                            scope?: string;
                            auth?: string | {
                                header: string;
                                prefix: string;
                            };
                            paths?: {
                                [key: string]: string;
                            };
                            name: string;
                            provider: string;
                            keys: {
                                id: string;
                                /** @description Its last characters. */
                                hint: string;
                                enabled?: boolean;
                                /** @description What it costs the operator, of the list price. */
                                cost?: number;
                                limits?: {
                                    concurrency?: number;
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
                                    wait_seconds?: number;
                                };
                            }[];
                        };
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
    removeChannel: {
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
    changeChannel: {
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
                    base_url?: string | null;
                    speaks?: string[] | null;
                    models?: (string | {
                        name: string;
                        upstream: string;
                    })[] | null;
                    groups?: string[] | null;
                    priority?: number | null;
                    weight?: number | null;
                    enabled?: boolean | null;
                    cost?: number | null;
                    costs?: {
                        [key: string]: unknown;
                    }[] | null;
                    key_order?: ("random" | "round_robin" | "least_used") | null;
                    timeouts?: {
                        [key: string]: number;
                    } | null;
                    parameters?: {
                        [key: string]: unknown;
                    }[] | null;
                    headers?: {
                        set?: {
                            [key: string]: string;
                        };
                        drop?: string[];
                        pass?: string[];
                    } | null;
                    status?: {
                        [key: string]: number;
                    } | null;
                    system_prompt?: {
                        text: string;
                        mode: string;
                    } | null;
                    proxy?: string | null;
                    pass_through?: boolean | null;
                    strict_translation?: boolean | null;
                    cache?: boolean | null;
                    tag?: string | null;
                    limits?: {
                        concurrency?: number;
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
                        wait_seconds?: number;
                    } | null;
                    region?: string | null;
                    regions?: {
                        [key: string]: string;
                    } | null;
                    project?: string | null;
                    account?: string | null;
                    api_version?: string | null;
                    scope?: string | null;
                    auth?: (string | {
                        header: string;
                        prefix: string;
                    }) | null;
                    paths?: {
                        [key: string]: string;
                    } | null;
                    keys?: (string | {
                        /** @description The secret; never shown again. */
                        key?: string;
                        /** @description Instead of the secret: the one that is there stays. */
                        id?: string;
                        enabled?: boolean;
                        /** @description What it costs the operator, of the list price. */
                        cost?: number;
                        limits?: {
                            concurrency?: number;
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
                            wait_seconds?: number;
                        };
                    })[];
                    name?: string;
                    provider?: string;
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
                        row: {
                            id: number;
                            name: string;
                            provider: string;
                            /** @description Its provider’s name. */
                            title: string;
                            address: string;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            /** @description File and line, where it is declared. */
                            place: string | null;
                            /** @description Why it is not in force, where it cannot be read. */
                            fault: string | null;
                            enabled: boolean;
                            /** @description Held by hand: it takes no new calls. */
                            drained: boolean;
                            rests: ({
                                /** @description Milliseconds since the epoch, UTC. */
                                at: number;
                                /** @description Empty where every credential is meant. */
                                credential: string;
                                /** @description Empty where every model is meant. */
                                model: string;
                                /** @enum {unknown} */
                                event: "open" | "cooling" | "suspended" | "off" | "held" | "closed";
                                reason: string;
                                /** @description When a real request tries again; 0 for never by itself. */
                                until: number;
                                trips: number;
                            } & {
                                /** @description Its time is over: the next real request tries it. */
                                due: boolean;
                            })[];
                            priority: number;
                            weight: number;
                            groups: string[];
                            tag: string;
                            /** @description Channels in force of the same priority that share a group and a model with it. */
                            beside: number[];
                            speaks: string[];
                            keys: number;
                            models: number;
                            all_models: boolean;
                            /** @description Models of it that nobody can call, since they have no price. */
                            unpriced: string[];
                            /** @description Calls under way now, on this node. */
                            under_way: number;
                            day: {
                                /** @description Milliseconds since the epoch, UTC. */
                                from: number;
                                /** @description By quarters of an hour. */
                                tries: number[];
                                failed: number[];
                                mean_ms: number;
                                calls: number;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                amount: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                cost: string;
                                /**
                                 * @description USD as a decimal text, exact to a nano-dollar.
                                 * @example 12.5
                                 */
                                margin: string;
                            };
                        };
                        channel: {
                            base_url?: string;
                            speaks?: string[];
                            /** @description Names, `*` for all that the catalog knows, or a name and what goes upstream instead. */
                            models?: (string | {
                                name: string;
                                upstream: string;
                            })[];
                            groups?: string[];
                            priority?: number;
                            weight?: number;
                            enabled?: boolean;
                            /** @description What it costs the operator, of the list price. */
                            cost?: number;
                            /** @description Prices as of the file, of what the operator pays for single models. */
                            costs?: {
                                [key: string]: unknown;
                            }[];
                            /** @enum {unknown} */
                            key_order?: "random" | "round_robin" | "least_used";
                            /** @description connect, first_byte, idle: seconds. */
                            timeouts?: {
                                [key: string]: number;
                            };
                            parameters?: {
                                [key: string]: unknown;
                            }[];
                            headers?: {
                                set?: {
                                    [key: string]: string;
                                };
                                drop?: string[];
                                pass?: string[];
                            };
                            status?: {
                                [key: string]: number;
                            };
                            system_prompt?: {
                                text: string;
                                mode: string;
                            };
                            /** @description With a user name and password it is shown as •••. */
                            proxy?: string;
                            pass_through?: boolean;
                            strict_translation?: boolean;
                            /** @description Its answers are kept, and kept ones given, without asking. */
                            cache?: boolean;
                            /** @description A word for channels that are switched and changed together. */
                            tag?: string;
                            limits?: {
                                concurrency?: number;
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
                                wait_seconds?: number;
                            };
                            region?: string;
                            regions?: {
                                [key: string]: string;
                            };
                            project?: string;
                            account?: string;
                            api_version?: string;
                            scope?: string;
                            auth?: string | {
                                header: string;
                                prefix: string;
                            };
                            paths?: {
                                [key: string]: string;
                            };
                            name: string;
                            provider: string;
                            keys: {
                                id: string;
                                /** @description Its last characters. */
                                hint: string;
                                enabled?: boolean;
                                /** @description What it costs the operator, of the list price. */
                                cost?: number;
                                limits?: {
                                    concurrency?: number;
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
                                    wait_seconds?: number;
                                };
                            }[];
                        };
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
    switchChannel: {
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
                    on: boolean;
                    reason?: string;
                    credential?: string;
                    model?: string;
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
    testChannel: {
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
                    model?: string;
                    credential?: string;
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
                        items: {
                            credential: string;
                            model: string;
                            upstream_model: string;
                            protocol: string;
                            ok: boolean;
                            /** @description The upstream’s; 0 where it gave none. */
                            status: number;
                            milliseconds: number;
                            input_tokens: number;
                            output_tokens: number;
                            /** @description Null where nobody knows it. */
                            cost: string | null;
                            /** @description The beginning of what it answered. */
                            text: string;
                            /** @description Why it failed, in words. */
                            error: string;
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
    compareUpstreamModels: {
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
                        added: string[];
                        kept: string[];
                        gone: string[];
                        all_models: boolean;
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
    takeUpstreamModels: {
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
                    added: string[];
                    gone: string[];
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
    readUpstreamBalance: {
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
                        items: {
                            credential: string;
                            /** @description Null for no limit, or for not known. */
                            amount: string | null;
                            currency: string;
                            note: string;
                            error: string;
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
    showTimeline: {
        parameters: {
            query?: {
                before?: number;
                limit?: number;
            };
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
                        items: ({
                            /** @description Milliseconds since the epoch, UTC. */
                            at: number;
                            /** @description Empty where every credential is meant. */
                            credential: string;
                            /** @description Empty where every model is meant. */
                            model: string;
                            /** @enum {unknown} */
                            event: "open" | "cooling" | "suspended" | "off" | "held" | "closed";
                            reason: string;
                            /** @description When a real request tries again; 0 for never by itself. */
                            until: number;
                            trips: number;
                        } & {
                            id: number;
                            node: string;
                        })[];
                        next?: number;
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
    listChannelKinds: {
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
                            name: string;
                            title: string;
                            /** @description Where it is reached unless the channel says otherwise; empty where it must. */
                            base_url: string;
                            speaks: string[];
                            may_speak: string[];
                            /** @description The fields of its own, such as region or api_version. */
                            details: string[];
                            lists_models: boolean;
                            tells_balance: boolean;
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
    listKindModels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
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
                        items: string[];
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
    explainRequest: {
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
                        account_id: number;
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
    listGroups: {
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
                            name: string;
                            /**
                             * @description A decimal such as "0.8".
                             * @example 0.8
                             */
                            multiplier: string;
                            /** @description What it is instead for users of other groups. */
                            special: {
                                [key: string]: string;
                            };
                            /** @description Groups whose users may choose it for a key; * is everybody. */
                            pick: string[];
                            description: string;
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            place: string | null;
                            /** @description Those that serve it. */
                            channels: string[];
                            /** @description Accounts and keys that name it. */
                            users: number;
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
    putGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description A decimal such as "0.8".
                     * @example 0.8
                     */
                    multiplier: string;
                    /** @description What it is instead for users of other groups. */
                    special?: {
                        [key: string]: string;
                    };
                    /** @description Groups whose users may choose it for a key; * is everybody. */
                    pick?: string[];
                    description?: string;
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
                        name: string;
                        /**
                         * @description A decimal such as "0.8".
                         * @example 0.8
                         */
                        multiplier: string;
                        /** @description What it is instead for users of other groups. */
                        special: {
                            [key: string]: string;
                        };
                        /** @description Groups whose users may choose it for a key; * is everybody. */
                        pick: string[];
                        description: string;
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        place: string | null;
                        /** @description Those that serve it. */
                        channels: string[];
                        /** @description Accounts and keys that name it. */
                        users: number;
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
    removeGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
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
    listPrices: {
        parameters: {
            query?: {
                all?: boolean;
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
                            multiplier: string;
                        }[];
                        items: {
                            model: string;
                            title: string;
                            provider: string;
                            kind: string;
                            /** @description Groups in which a channel serves it. */
                            groups: string[];
                            /** @description The catalog’s price. */
                            list: {
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
                            } | null;
                            /** @description The price in force; null where nobody can call it. */
                            sale: {
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
                            } | null;
                            /** @description The operator’s own price without a date. */
                            written: {
                                /** @example 0.25 */
                                input?: string;
                                /** @example 0.25 */
                                output?: string;
                                /** @example 0.25 */
                                cache_read?: string;
                                /** @example 0.25 */
                                cache_read_audio?: string;
                                /** @example 0.25 */
                                cache_read_image?: string;
                                /** @example 0.25 */
                                cache_write?: string;
                                /** @example 0.25 */
                                cache_write_1h?: string;
                                /** @example 0.25 */
                                audio_input?: string;
                                /** @example 0.25 */
                                audio_output?: string;
                                /** @example 0.25 */
                                image_input?: string;
                                /** @example 0.25 */
                                image_output?: string;
                                /** @example 0.25 */
                                call?: string;
                                /** @example 0.25 */
                                image?: string;
                                /** @example 0.25 */
                                second?: string;
                                /** @example 0.25 */
                                minute?: string;
                                /** @example 0.25 */
                                page?: string;
                                /** @example 0.25 */
                                search?: string;
                                /** @example 0.25 */
                                characters?: string;
                                tiers?: {
                                    /** @description Tokens of the prompt. */
                                    above: number;
                                    /** @example 0.25 */
                                    input?: string;
                                    /** @example 0.25 */
                                    output?: string;
                                    /** @example 0.25 */
                                    cache_read?: string;
                                    /** @example 0.25 */
                                    cache_read_audio?: string;
                                    /** @example 0.25 */
                                    cache_read_image?: string;
                                    /** @example 0.25 */
                                    cache_write?: string;
                                    /** @example 0.25 */
                                    cache_write_1h?: string;
                                    /** @example 0.25 */
                                    audio_input?: string;
                                    /** @example 0.25 */
                                    audio_output?: string;
                                    /** @example 0.25 */
                                    image_input?: string;
                                    /** @example 0.25 */
                                    image_output?: string;
                                }[];
                                factors?: {
                                    [key: string]: {
                                        [key: string]: string;
                                    };
                                };
                            } | null;
                            /** @description The price in force, in the fields of the file. */
                            current: {
                                /** @example 0.25 */
                                input?: string;
                                /** @example 0.25 */
                                output?: string;
                                /** @example 0.25 */
                                cache_read?: string;
                                /** @example 0.25 */
                                cache_read_audio?: string;
                                /** @example 0.25 */
                                cache_read_image?: string;
                                /** @example 0.25 */
                                cache_write?: string;
                                /** @example 0.25 */
                                cache_write_1h?: string;
                                /** @example 0.25 */
                                audio_input?: string;
                                /** @example 0.25 */
                                audio_output?: string;
                                /** @example 0.25 */
                                image_input?: string;
                                /** @example 0.25 */
                                image_output?: string;
                                /** @example 0.25 */
                                call?: string;
                                /** @example 0.25 */
                                image?: string;
                                /** @example 0.25 */
                                second?: string;
                                /** @example 0.25 */
                                minute?: string;
                                /** @example 0.25 */
                                page?: string;
                                /** @example 0.25 */
                                search?: string;
                                /** @example 0.25 */
                                characters?: string;
                                tiers?: {
                                    /** @description Tokens of the prompt. */
                                    above: number;
                                    /** @example 0.25 */
                                    input?: string;
                                    /** @example 0.25 */
                                    output?: string;
                                    /** @example 0.25 */
                                    cache_read?: string;
                                    /** @example 0.25 */
                                    cache_read_audio?: string;
                                    /** @example 0.25 */
                                    cache_read_image?: string;
                                    /** @example 0.25 */
                                    cache_write?: string;
                                    /** @example 0.25 */
                                    cache_write_1h?: string;
                                    /** @example 0.25 */
                                    audio_input?: string;
                                    /** @example 0.25 */
                                    audio_output?: string;
                                    /** @example 0.25 */
                                    image_input?: string;
                                    /** @example 0.25 */
                                    image_output?: string;
                                }[];
                                factors?: {
                                    [key: string]: {
                                        [key: string]: string;
                                    };
                                };
                            } | null;
                            /** @description What it will be, or came to be. */
                            next: {
                                /** @description Milliseconds since the epoch, UTC. */
                                from: number;
                                price: {
                                    /** @example 0.25 */
                                    input?: string;
                                    /** @example 0.25 */
                                    output?: string;
                                    /** @example 0.25 */
                                    cache_read?: string;
                                    /** @example 0.25 */
                                    cache_read_audio?: string;
                                    /** @example 0.25 */
                                    cache_read_image?: string;
                                    /** @example 0.25 */
                                    cache_write?: string;
                                    /** @example 0.25 */
                                    cache_write_1h?: string;
                                    /** @example 0.25 */
                                    audio_input?: string;
                                    /** @example 0.25 */
                                    audio_output?: string;
                                    /** @example 0.25 */
                                    image_input?: string;
                                    /** @example 0.25 */
                                    image_output?: string;
                                    /** @example 0.25 */
                                    call?: string;
                                    /** @example 0.25 */
                                    image?: string;
                                    /** @example 0.25 */
                                    second?: string;
                                    /** @example 0.25 */
                                    minute?: string;
                                    /** @example 0.25 */
                                    page?: string;
                                    /** @example 0.25 */
                                    search?: string;
                                    /** @example 0.25 */
                                    characters?: string;
                                    tiers?: {
                                        /** @description Tokens of the prompt. */
                                        above: number;
                                        /** @example 0.25 */
                                        input?: string;
                                        /** @example 0.25 */
                                        output?: string;
                                        /** @example 0.25 */
                                        cache_read?: string;
                                        /** @example 0.25 */
                                        cache_read_audio?: string;
                                        /** @example 0.25 */
                                        cache_read_image?: string;
                                        /** @example 0.25 */
                                        cache_write?: string;
                                        /** @example 0.25 */
                                        cache_write_1h?: string;
                                        /** @example 0.25 */
                                        audio_input?: string;
                                        /** @example 0.25 */
                                        audio_output?: string;
                                        /** @example 0.25 */
                                        image_input?: string;
                                        /** @example 0.25 */
                                        image_output?: string;
                                    }[];
                                    factors?: {
                                        [key: string]: {
                                            [key: string]: string;
                                        };
                                    };
                                };
                            }[];
                            /** @description Declared in the configuration file, so read-only here. */
                            declared: boolean;
                            place: string | null;
                            costs: {
                                channel_id: number;
                                channel: string;
                                /** @enum {unknown} */
                                source: "channel" | "list" | "unknown";
                                /** @description Of the list price. */
                                factor: string;
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
                                } | null;
                            }[];
                            /** @description Of the last 30 days, by group. */
                            sold: {
                                group: string;
                                calls: number;
                                amount: string;
                                cost: string;
                                margin: string;
                            }[];
                            /**
                             * @description USD as a decimal text, exact to a nano-dollar.
                             * @example 12.5
                             */
                            earned: string;
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
    putPrice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    model: string;
                    price: {
                        /** @example 0.25 */
                        input?: string;
                        /** @example 0.25 */
                        output?: string;
                        /** @example 0.25 */
                        cache_read?: string;
                        /** @example 0.25 */
                        cache_read_audio?: string;
                        /** @example 0.25 */
                        cache_read_image?: string;
                        /** @example 0.25 */
                        cache_write?: string;
                        /** @example 0.25 */
                        cache_write_1h?: string;
                        /** @example 0.25 */
                        audio_input?: string;
                        /** @example 0.25 */
                        audio_output?: string;
                        /** @example 0.25 */
                        image_input?: string;
                        /** @example 0.25 */
                        image_output?: string;
                        /** @example 0.25 */
                        call?: string;
                        /** @example 0.25 */
                        image?: string;
                        /** @example 0.25 */
                        second?: string;
                        /** @example 0.25 */
                        minute?: string;
                        /** @example 0.25 */
                        page?: string;
                        /** @example 0.25 */
                        search?: string;
                        /** @example 0.25 */
                        characters?: string;
                        tiers?: {
                            /** @description Tokens of the prompt. */
                            above: number;
                            /** @example 0.25 */
                            input?: string;
                            /** @example 0.25 */
                            output?: string;
                            /** @example 0.25 */
                            cache_read?: string;
                            /** @example 0.25 */
                            cache_read_audio?: string;
                            /** @example 0.25 */
                            cache_read_image?: string;
                            /** @example 0.25 */
                            cache_write?: string;
                            /** @example 0.25 */
                            cache_write_1h?: string;
                            /** @example 0.25 */
                            audio_input?: string;
                            /** @example 0.25 */
                            audio_output?: string;
                            /** @example 0.25 */
                            image_input?: string;
                            /** @example 0.25 */
                            image_output?: string;
                        }[];
                        factors?: {
                            [key: string]: {
                                [key: string]: string;
                            };
                        };
                    };
                    /** @description In force from then on; null or absent: now. */
                    from?: number | null;
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
                        model: string;
                        title: string;
                        provider: string;
                        kind: string;
                        /** @description Groups in which a channel serves it. */
                        groups: string[];
                        /** @description The catalog’s price. */
                        list: {
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
                        } | null;
                        /** @description The price in force; null where nobody can call it. */
                        sale: {
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
                        } | null;
                        /** @description The operator’s own price without a date. */
                        written: {
                            /** @example 0.25 */
                            input?: string;
                            /** @example 0.25 */
                            output?: string;
                            /** @example 0.25 */
                            cache_read?: string;
                            /** @example 0.25 */
                            cache_read_audio?: string;
                            /** @example 0.25 */
                            cache_read_image?: string;
                            /** @example 0.25 */
                            cache_write?: string;
                            /** @example 0.25 */
                            cache_write_1h?: string;
                            /** @example 0.25 */
                            audio_input?: string;
                            /** @example 0.25 */
                            audio_output?: string;
                            /** @example 0.25 */
                            image_input?: string;
                            /** @example 0.25 */
                            image_output?: string;
                            /** @example 0.25 */
                            call?: string;
                            /** @example 0.25 */
                            image?: string;
                            /** @example 0.25 */
                            second?: string;
                            /** @example 0.25 */
                            minute?: string;
                            /** @example 0.25 */
                            page?: string;
                            /** @example 0.25 */
                            search?: string;
                            /** @example 0.25 */
                            characters?: string;
                            tiers?: {
                                /** @description Tokens of the prompt. */
                                above: number;
                                /** @example 0.25 */
                                input?: string;
                                /** @example 0.25 */
                                output?: string;
                                /** @example 0.25 */
                                cache_read?: string;
                                /** @example 0.25 */
                                cache_read_audio?: string;
                                /** @example 0.25 */
                                cache_read_image?: string;
                                /** @example 0.25 */
                                cache_write?: string;
                                /** @example 0.25 */
                                cache_write_1h?: string;
                                /** @example 0.25 */
                                audio_input?: string;
                                /** @example 0.25 */
                                audio_output?: string;
                                /** @example 0.25 */
                                image_input?: string;
                                /** @example 0.25 */
                                image_output?: string;
                            }[];
                            factors?: {
                                [key: string]: {
                                    [key: string]: string;
                                };
                            };
                        } | null;
                        /** @description The price in force, in the fields of the file. */
                        current: {
                            /** @example 0.25 */
                            input?: string;
                            /** @example 0.25 */
                            output?: string;
                            /** @example 0.25 */
                            cache_read?: string;
                            /** @example 0.25 */
                            cache_read_audio?: string;
                            /** @example 0.25 */
                            cache_read_image?: string;
                            /** @example 0.25 */
                            cache_write?: string;
                            /** @example 0.25 */
                            cache_write_1h?: string;
                            /** @example 0.25 */
                            audio_input?: string;
                            /** @example 0.25 */
                            audio_output?: string;
                            /** @example 0.25 */
                            image_input?: string;
                            /** @example 0.25 */
                            image_output?: string;
                            /** @example 0.25 */
                            call?: string;
                            /** @example 0.25 */
                            image?: string;
                            /** @example 0.25 */
                            second?: string;
                            /** @example 0.25 */
                            minute?: string;
                            /** @example 0.25 */
                            page?: string;
                            /** @example 0.25 */
                            search?: string;
                            /** @example 0.25 */
                            characters?: string;
                            tiers?: {
                                /** @description Tokens of the prompt. */
                                above: number;
                                /** @example 0.25 */
                                input?: string;
                                /** @example 0.25 */
                                output?: string;
                                /** @example 0.25 */
                                cache_read?: string;
                                /** @example 0.25 */
                                cache_read_audio?: string;
                                /** @example 0.25 */
                                cache_read_image?: string;
                                /** @example 0.25 */
                                cache_write?: string;
                                /** @example 0.25 */
                                cache_write_1h?: string;
                                /** @example 0.25 */
                                audio_input?: string;
                                /** @example 0.25 */
                                audio_output?: string;
                                /** @example 0.25 */
                                image_input?: string;
                                /** @example 0.25 */
                                image_output?: string;
                            }[];
                            factors?: {
                                [key: string]: {
                                    [key: string]: string;
                                };
                            };
                        } | null;
                        /** @description What it will be, or came to be. */
                        next: {
                            /** @description Milliseconds since the epoch, UTC. */
                            from: number;
                            price: {
                                /** @example 0.25 */
                                input?: string;
                                /** @example 0.25 */
                                output?: string;
                                /** @example 0.25 */
                                cache_read?: string;
                                /** @example 0.25 */
                                cache_read_audio?: string;
                                /** @example 0.25 */
                                cache_read_image?: string;
                                /** @example 0.25 */
                                cache_write?: string;
                                /** @example 0.25 */
                                cache_write_1h?: string;
                                /** @example 0.25 */
                                audio_input?: string;
                                /** @example 0.25 */
                                audio_output?: string;
                                /** @example 0.25 */
                                image_input?: string;
                                /** @example 0.25 */
                                image_output?: string;
                                /** @example 0.25 */
                                call?: string;
                                /** @example 0.25 */
                                image?: string;
                                /** @example 0.25 */
                                second?: string;
                                /** @example 0.25 */
                                minute?: string;
                                /** @example 0.25 */
                                page?: string;
                                /** @example 0.25 */
                                search?: string;
                                /** @example 0.25 */
                                characters?: string;
                                tiers?: {
                                    /** @description Tokens of the prompt. */
                                    above: number;
                                    /** @example 0.25 */
                                    input?: string;
                                    /** @example 0.25 */
                                    output?: string;
                                    /** @example 0.25 */
                                    cache_read?: string;
                                    /** @example 0.25 */
                                    cache_read_audio?: string;
                                    /** @example 0.25 */
                                    cache_read_image?: string;
                                    /** @example 0.25 */
                                    cache_write?: string;
                                    /** @example 0.25 */
                                    cache_write_1h?: string;
                                    /** @example 0.25 */
                                    audio_input?: string;
                                    /** @example 0.25 */
                                    audio_output?: string;
                                    /** @example 0.25 */
                                    image_input?: string;
                                    /** @example 0.25 */
                                    image_output?: string;
                                }[];
                                factors?: {
                                    [key: string]: {
                                        [key: string]: string;
                                    };
                                };
                            };
                        }[];
                        /** @description Declared in the configuration file, so read-only here. */
                        declared: boolean;
                        place: string | null;
                        costs: {
                            channel_id: number;
                            channel: string;
                            /** @enum {unknown} */
                            source: "channel" | "list" | "unknown";
                            /** @description Of the list price. */
                            factor: string;
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
                            } | null;
                        }[];
                        /** @description Of the last 30 days, by group. */
                        sold: {
                            group: string;
                            calls: number;
                            amount: string;
                            cost: string;
                            margin: string;
                        }[];
                        /**
                         * @description USD as a decimal text, exact to a nano-dollar.
                         * @example 12.5
                         */
                        earned: string;
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
    removePrice: {
        parameters: {
            query: {
                model: string;
                from?: number;
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
    comparePrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    source: "catalog" | "gateway" | "text";
                    /** @description Of a gateway of the new-api family, or a Turnpike. */
                    url?: string;
                    /** @description What such a gateway answers. */
                    text?: string;
                    /** @description The group there whose factor is part of the price. */
                    group?: string;
                    quota_per_unit?: number;
                    /** @description A factor on every price, such as "1.2". */
                    markup?: string;
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
                        items: {
                            model: string;
                            /** @enum {unknown} */
                            state: "new" | "changed" | "same" | "declared";
                            /** @description Whether a channel serves it now. */
                            served: boolean;
                            /** @description What holds now, the catalog’s where there is no other. */
                            before: {
                                /** @example 0.25 */
                                input?: string;
                                /** @example 0.25 */
                                output?: string;
                                /** @example 0.25 */
                                cache_read?: string;
                                /** @example 0.25 */
                                cache_read_audio?: string;
                                /** @example 0.25 */
                                cache_read_image?: string;
                                /** @example 0.25 */
                                cache_write?: string;
                                /** @example 0.25 */
                                cache_write_1h?: string;
                                /** @example 0.25 */
                                audio_input?: string;
                                /** @example 0.25 */
                                audio_output?: string;
                                /** @example 0.25 */
                                image_input?: string;
                                /** @example 0.25 */
                                image_output?: string;
                                /** @example 0.25 */
                                call?: string;
                                /** @example 0.25 */
                                image?: string;
                                /** @example 0.25 */
                                second?: string;
                                /** @example 0.25 */
                                minute?: string;
                                /** @example 0.25 */
                                page?: string;
                                /** @example 0.25 */
                                search?: string;
                                /** @example 0.25 */
                                characters?: string;
                                tiers?: {
                                    /** @description Tokens of the prompt. */
                                    above: number;
                                    /** @example 0.25 */
                                    input?: string;
                                    /** @example 0.25 */
                                    output?: string;
                                    /** @example 0.25 */
                                    cache_read?: string;
                                    /** @example 0.25 */
                                    cache_read_audio?: string;
                                    /** @example 0.25 */
                                    cache_read_image?: string;
                                    /** @example 0.25 */
                                    cache_write?: string;
                                    /** @example 0.25 */
                                    cache_write_1h?: string;
                                    /** @example 0.25 */
                                    audio_input?: string;
                                    /** @example 0.25 */
                                    audio_output?: string;
                                    /** @example 0.25 */
                                    image_input?: string;
                                    /** @example 0.25 */
                                    image_output?: string;
                                }[];
                                factors?: {
                                    [key: string]: {
                                        [key: string]: string;
                                    };
                                };
                            } | null;
                            after: {
                                /** @example 0.25 */
                                input?: string;
                                /** @example 0.25 */
                                output?: string;
                                /** @example 0.25 */
                                cache_read?: string;
                                /** @example 0.25 */
                                cache_read_audio?: string;
                                /** @example 0.25 */
                                cache_read_image?: string;
                                /** @example 0.25 */
                                cache_write?: string;
                                /** @example 0.25 */
                                cache_write_1h?: string;
                                /** @example 0.25 */
                                audio_input?: string;
                                /** @example 0.25 */
                                audio_output?: string;
                                /** @example 0.25 */
                                image_input?: string;
                                /** @example 0.25 */
                                image_output?: string;
                                /** @example 0.25 */
                                call?: string;
                                /** @example 0.25 */
                                image?: string;
                                /** @example 0.25 */
                                second?: string;
                                /** @example 0.25 */
                                minute?: string;
                                /** @example 0.25 */
                                page?: string;
                                /** @example 0.25 */
                                search?: string;
                                /** @example 0.25 */
                                characters?: string;
                                tiers?: {
                                    /** @description Tokens of the prompt. */
                                    above: number;
                                    /** @example 0.25 */
                                    input?: string;
                                    /** @example 0.25 */
                                    output?: string;
                                    /** @example 0.25 */
                                    cache_read?: string;
                                    /** @example 0.25 */
                                    cache_read_audio?: string;
                                    /** @example 0.25 */
                                    cache_read_image?: string;
                                    /** @example 0.25 */
                                    cache_write?: string;
                                    /** @example 0.25 */
                                    cache_write_1h?: string;
                                    /** @example 0.25 */
                                    audio_input?: string;
                                    /** @example 0.25 */
                                    audio_output?: string;
                                    /** @example 0.25 */
                                    image_input?: string;
                                    /** @example 0.25 */
                                    image_output?: string;
                                }[];
                                factors?: {
                                    [key: string]: {
                                        [key: string]: string;
                                    };
                                };
                            };
                        }[];
                        skipped: {
                            model: string;
                            why: string;
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
    importPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        model: string;
                        price: {
                            /** @example 0.25 */
                            input?: string;
                            /** @example 0.25 */
                            output?: string;
                            /** @example 0.25 */
                            cache_read?: string;
                            /** @example 0.25 */
                            cache_read_audio?: string;
                            /** @example 0.25 */
                            cache_read_image?: string;
                            /** @example 0.25 */
                            cache_write?: string;
                            /** @example 0.25 */
                            cache_write_1h?: string;
                            /** @example 0.25 */
                            audio_input?: string;
                            /** @example 0.25 */
                            audio_output?: string;
                            /** @example 0.25 */
                            image_input?: string;
                            /** @example 0.25 */
                            image_output?: string;
                            /** @example 0.25 */
                            call?: string;
                            /** @example 0.25 */
                            image?: string;
                            /** @example 0.25 */
                            second?: string;
                            /** @example 0.25 */
                            minute?: string;
                            /** @example 0.25 */
                            page?: string;
                            /** @example 0.25 */
                            search?: string;
                            /** @example 0.25 */
                            characters?: string;
                            tiers?: {
                                /** @description Tokens of the prompt. */
                                above: number;
                                /** @example 0.25 */
                                input?: string;
                                /** @example 0.25 */
                                output?: string;
                                /** @example 0.25 */
                                cache_read?: string;
                                /** @example 0.25 */
                                cache_read_audio?: string;
                                /** @example 0.25 */
                                cache_read_image?: string;
                                /** @example 0.25 */
                                cache_write?: string;
                                /** @example 0.25 */
                                cache_write_1h?: string;
                                /** @example 0.25 */
                                audio_input?: string;
                                /** @example 0.25 */
                                audio_output?: string;
                                /** @example 0.25 */
                                image_input?: string;
                                /** @example 0.25 */
                                image_output?: string;
                            }[];
                            factors?: {
                                [key: string]: {
                                    [key: string]: string;
                                };
                            };
                        };
                    }[];
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
                        changed: number;
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
    showSystem: {
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
                        /** @description Milliseconds since the epoch, UTC. */
                        now: number;
                        /** @enum {unknown} */
                        database: "sqlite" | "postgres";
                        redis: boolean;
                        /** @description The configuration file of the node that answers. */
                        config: string | null;
                        nodes: {
                            id: string;
                            /** @description The one that answers. */
                            self: boolean;
                            /** @description Whether it was heard of within the last 20 seconds. */
                            alive: boolean;
                            /** @description Milliseconds since the epoch, UTC. */
                            seen_at: number;
                            /** @description Null where another release says other things. */
                            facts: {
                                version: string;
                                address: string;
                                host: string;
                                startedAt: number;
                                openHolds: number;
                                oldestHoldMs: number;
                                unbooked: number;
                                journalBytes: number;
                                journalFailing: boolean;
                                storeFailures: number;
                                rejected: number;
                                resting: number;
                                sessions: number;
                                memoryBytes: number;
                                loopDelayMs: number;
                                answersGiven: number;
                                answersMissed: number;
                                answersBytes: number | null;
                                proofAt: number;
                                proofMs: number;
                                proofDifferences: number;
                            } | null;
                        }[];
                        tasks: {
                            state: string;
                            count: number;
                        }[];
                        proof: {
                            /** @description When it ended; 0 before the first. */
                            at: number;
                            node: string;
                            milliseconds: number;
                            /** @description Anything but 0 is an alarm. */
                            differences: number;
                            /** @description Whether one is under way on the node that answers. */
                            running: boolean;
                            /** @description The first differences, where this node made the proof. */
                            found: {
                                subject: string;
                                rule: string;
                                expected: string;
                                found: string;
                            }[];
                        };
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
    proveBooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        running: boolean;
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
    forgetAnswers: {
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
    listSettings: {
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
                            name: string;
                            /** @enum {unknown} */
                            type: "integer" | "switch" | "word" | "text" | "table" | "usd";
                            /** @description What it is, in a sentence. */
                            text: string;
                            unit?: string;
                            min?: number;
                            max?: number;
                            words?: string[];
                            default: string | number | boolean;
                            value: string | number | boolean;
                            /** @enum {unknown} */
                            source: "default" | "console" | "declared";
                            /** @description The file and line, variable or flag that declares it. */
                            place: string | null;
                            /** @description Read when a node starts: a change waits for that. */
                            at_start: boolean;
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
    changeSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    changes: {
                        [key: string]: (string | number | boolean) | null;
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
                        items: {
                            name: string;
                            /** @enum {unknown} */
                            type: "integer" | "switch" | "word" | "text" | "table" | "usd";
                            /** @description What it is, in a sentence. */
                            text: string;
                            unit?: string;
                            min?: number;
                            max?: number;
                            words?: string[];
                            default: string | number | boolean;
                            value: string | number | boolean;
                            /** @enum {unknown} */
                            source: "default" | "console" | "declared";
                            /** @description The file and line, variable or flag that declares it. */
                            place: string | null;
                            /** @description Read when a node starts: a change waits for that. */
                            at_start: boolean;
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
