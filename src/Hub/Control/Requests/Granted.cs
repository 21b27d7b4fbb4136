using GpioHub.Rules.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GpioHub.Hub.Control.Requests;

/// <summary>What a request may do (IF-3.12). The router writes it onto the request.</summary>
internal sealed record Granted(ApiRole Role)
{
    public static ApiRole To(HttpContext http) => http.Features.GetRequiredFeature<Granted>().Role;
}
