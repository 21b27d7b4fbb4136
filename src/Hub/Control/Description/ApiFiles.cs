using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GpioHub.Configuration.Yaml;

namespace GpioHub.Hub.Control.Description;

/// <summary>Files that the program has in itself, for those who write clients.</summary>
internal static class ApiFiles
{
    private static readonly Lazy<byte[]> Json = new(() => JsonSerializer.SerializeToUtf8Bytes(Document()));

    /// <summary>The OpenAPI description as it was written.</summary>
    public static byte[] OpenApiYaml() => Read("openapi.yaml");

    /// <summary>The same in JSON.</summary>
    public static byte[] OpenApiJson() => Json.Value;

    /// <summary>python/gpiohub.py, the client in one file.</summary>
    public static byte[] PythonClient() => Read("gpiohub.py");

    /// <summary>The OpenAPI description.</summary>
    public static JsonNode Document() => YamlAsJson.Of(Encoding.UTF8.GetString(OpenApiYaml()))!;

    private static byte[] Read(string name)
    {
        using var stream = typeof(ApiFiles).Assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
