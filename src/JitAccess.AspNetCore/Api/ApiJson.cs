using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>How the API's documents are written, whatever the application's own JSON settings are.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JitRequestDocument))]
[JsonSerializable(typeof(JitPreviewDocument))]
[JsonSerializable(typeof(JitGrantDocument))]
[JsonSerializable(typeof(JitRequestPage))]
[JsonSerializable(typeof(JitGrantPage))]
[JsonSerializable(typeof(JitPolicyPage))]
[JsonSerializable(typeof(JitCheckDocument))]
internal sealed partial class ApiJson : JsonSerializerContext;
