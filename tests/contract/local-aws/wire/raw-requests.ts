/** The headers of a request that is signed for a service; the gateway does not verify the signature. */
export const signedFor = (signingName: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIALOCAL/20261123/us-east-1/${signingName}/aws4_request, SignedHeaders=host, Signature=0`,
});

/** Sends a body as the input of an ECS operation, without an SDK client that would correct it. */
export const postToEcs = (
  { url }: { readonly url: string },
  operation: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { ...headers, ...signedFor('ecs'), 'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}` },
    body,
  });

/** The status, name and message of a JSON error response. */
export const problemIn = async (response: Response) => {
  const { __type: name, message } = (await response.json()) as { readonly __type: string; readonly message: string };
  return { status: response.status, name, message };
};
