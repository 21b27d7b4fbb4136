using GpioHub.Hub.Control.Description;
using GpioHub.Hub.Control.Requests;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resources for those who write clients: the API's description, and a client.</summary>
internal static class HelpResources
{
    public static IEnumerable<Resource> All =>
    [
        File("v1/openapi.json", ApiFiles.OpenApiJson, "application/json"),
        File("v1/openapi.yaml", ApiFiles.OpenApiYaml, "application/yaml"),
        File("client/gpiohub.py", ApiFiles.PythonClient, "text/x-python; charset=utf-8"),
    ];

    private static Resource File(string pattern, Func<byte[]> bytes, string mediaType) =>
        new("GET", pattern, (http, _) => Answer.BytesAsync(http, bytes(), 200, mediaType));
}
